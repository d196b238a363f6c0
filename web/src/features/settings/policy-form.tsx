import { Button, Checkbox, Group, MultiSelect, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccounts, useNetworks } from "@/api/accounts";
import { PRIORITIES } from "@/api/choices";
import { useTags, useTeams } from "@/api/people";
import { usePolicyPreview, useSavePolicy } from "@/api/policies";
import type { PolicyForm, PolicyList, SlaPolicy } from "@/api/types";
import { networkTitle } from "@/components/network-mark";
import { FormModal } from "./form-modal";
import { TargetsEditor } from "./targets-editor";

const HOUR = { urgent: 60, high: 60, normal: 60, low: 60 };
const EMPTY: PolicyForm = {
  name: "",
  business_time: true,
  first_minutes: HOUR,
  next_minutes: HOUR,
  account_ids: [],
  networks: [],
  team_ids: [],
  tag_ids: [],
  priorities: [],
  visibility: null,
  vip: false,
};

function formOf(policy: SlaPolicy | undefined): PolicyForm {
  if (!policy) return EMPTY;
  const { id: _id, fallback: _fallback, ...form } = policy;
  return form;
}

interface Props {
  policy?: SlaPolicy;
  ready: PolicyList["ready"];
  onClose: () => void;
}

/** What is promised, and to whom. */
export function PolicyModal({ policy, ready, onClose }: Props) {
  const { t } = useTranslation();
  const save = useSavePolicy(policy);
  const [form, setForm] = useState(formOf(policy));
  // A promise that is ready is put into fields which know only what they began with.
  const [began, begin] = useState(0);
  const change = (changed: Partial<PolicyForm>) => setForm((known) => ({ ...known, ...changed }));
  const take = ({ name, minutes, business_time }: PolicyList["ready"][number]) => {
    const same = { urgent: minutes, high: minutes, normal: minutes, low: minutes };
    change({
      business_time,
      first_minutes: same,
      next_minutes: same,
      ...(policy?.fallback && { name: t(`policies.ready.${name}`) }),
    });
    begin((count) => count + 1);
  };
  const submit = () =>
    save.mutate(form, {
      onSuccess: () => {
        notifications.show({ color: "pine", message: t("settings.saved") });
        onClose();
      },
    });
  return (
    <FormModal
      opened
      onClose={onClose}
      title={policy ? policyName(policy, t) : t("policies.add")}
      action={t("actions.save")}
      loading={save.isPending}
      error={save.error}
      onSubmit={submit}
      size="lg"
    >
      <TextInput
        label={t("policies.name")}
        value={form.name}
        maxLength={100}
        onChange={(event) => change({ name: event.currentTarget.value })}
        required
        data-autofocus
      />
      {!policy?.fallback && <Conditions form={form} onChange={change} />}
      <Group gap="xs" role="group" aria-label={t("policies.readyMade")}>
        <Text fz="sm" fw={600}>
          {t("policies.readyMade")}
        </Text>
        {ready.map((one) => (
          <Button key={one.name} size="compact-xs" variant="default" onClick={() => take(one)}>
            {t(`policies.ready.${one.name}`)}
          </Button>
        ))}
      </Group>
      <TargetsEditor key={began} targets={form} onChange={change} />
      <Checkbox
        label={t("policies.businessTime")}
        description={t("policies.businessTimeHelp")}
        checked={form.business_time}
        onChange={(event) => change({ business_time: event.currentTarget.checked })}
      />
      {!policy?.fallback && <Preview form={form} policy={policy} />}
    </FormModal>
  );
}

/** What is for everybody has a name of its own only once somebody gave it one. */
export const policyName = (policy: SlaPolicy, t: (key: string) => string) =>
  policy.id === null ? t("policies.ready.day") : policy.name;

interface ConditionsProps {
  form: PolicyForm;
  onChange: (change: Partial<PolicyForm>) => void;
}

function Conditions({ form, onChange }: ConditionsProps) {
  const { t } = useTranslation();
  const { data: networks = [] } = useNetworks();
  const { data: accounts = [] } = useAccounts();
  const { data: teams = [] } = useTeams();
  const { data: tags = [] } = useTags();
  const ids = (values: string[]) => values.map(Number);
  const named = (items: { id: number; name: string }[]) =>
    items.map(({ id, name }) => ({ value: String(id), label: name }));
  const any = t("policies.any");
  return (
    <>
      <MultiSelect
        label={t("policies.networks")}
        placeholder={form.networks?.length ? undefined : any}
        data={networks
          .filter(({ enabled }) => enabled)
          .map(({ network }) => ({ value: network, label: networkTitle(network) }))}
        value={form.networks}
        onChange={(values) => onChange({ networks: values })}
      />
      <MultiSelect
        label={t("settings.accounts")}
        placeholder={form.account_ids?.length ? undefined : any}
        data={named(accounts)}
        value={form.account_ids?.map(String)}
        onChange={(values) => onChange({ account_ids: ids(values) })}
      />
      <MultiSelect
        label={t("settings.teams")}
        placeholder={form.team_ids?.length ? undefined : any}
        data={named(teams)}
        value={form.team_ids?.map(String)}
        onChange={(values) => onChange({ team_ids: ids(values) })}
      />
      <MultiSelect
        label={t("settings.tags")}
        placeholder={form.tag_ids?.length ? undefined : any}
        searchable
        data={named(tags)}
        value={form.tag_ids?.map(String)}
        onChange={(values) => onChange({ tag_ids: ids(values) })}
      />
      <MultiSelect
        label={t("filter.priority")}
        placeholder={form.priorities?.length ? undefined : any}
        data={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
        value={form.priorities}
        onChange={(values) =>
          onChange({ priorities: PRIORITIES.filter((each) => values.includes(each)) })
        }
      />
      <Select
        label={t("filter.visibility")}
        data={[
          { value: "", label: any },
          { value: "public", label: t("visibility.public") },
          { value: "private", label: t("visibility.private") },
        ]}
        value={form.visibility ?? ""}
        allowDeselect={false}
        onChange={(value) =>
          onChange({ visibility: value === "public" || value === "private" ? value : null })
        }
      />
      <Checkbox
        label={t("policies.vip")}
        checked={form.vip}
        onChange={(event) => onChange({ vip: event.currentTarget.checked })}
      />
    </>
  );
}

/** For what is open now the policy would decide, before it is saved. */
function Preview({ form, policy }: { form: PolicyForm; policy?: SlaPolicy }) {
  const { t } = useTranslation();
  const [asked] = useDebouncedValue(form, 300);
  const { data } = usePolicyPreview({ ...asked, name: asked.name || "?" }, policy);
  return (
    <Text fz="sm" c="dimmed" role="status">
      {data &&
        t("policies.preview", { count: data.count }) +
          (data.more ? ` ${t("policies.previewOf", { count: data.of })}` : "")}
    </Text>
  );
}
