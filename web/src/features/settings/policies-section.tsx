import { ActionIcon, Badge, Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useAccounts } from "@/api/accounts";
import { PRIORITIES } from "@/api/choices";
import { useTags, useTeams } from "@/api/people";
import { useOrderPolicies, usePolicies, useRemovePolicy } from "@/api/policies";
import { usePermission } from "@/api/session";
import type { PolicyList, SlaPolicy, Targets } from "@/api/types";
import { Confirm } from "@/components/confirm";
import { networkTitle } from "@/components/network-mark";
import { formatMinutes } from "@/lib/dates";
import { notifyError } from "@/lib/errors";
import { useLocale } from "@/lib/i18n";
import { PolicyModal, policyName } from "./policy-form";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

/** What is promised to whom, the first that fits decides. */
export function PoliciesSection() {
  const { t } = useTranslation();
  const query = usePolicies();
  const [adding, { open, close }] = useDisclosure();
  return (
    <Section
      title={t("settings.policies")}
      lead={t("policies.lead")}
      permission="workspace.manage"
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={open} flex="none">
          {t("policies.add")}
        </Button>
      }
    >
      <SectionList query={{ ...query, data: query.data?.items }} empty="">
        {(policy) => (
          <PolicyItem
            key={policy.fallback ? "fallback" : policy.id}
            policy={policy}
            list={query.data ?? { items: [], ready: [] }}
          />
        )}
      </SectionList>
      {adding && query.data && <PolicyModal ready={query.data.ready} onClose={close} />}
    </Section>
  );
}

function PolicyItem({ policy, list }: { policy: SlaPolicy; list: PolicyList }) {
  const { t } = useTranslation();
  const permitted = usePermission("workspace.manage");
  const [editing, edit] = useDisclosure();
  const name = policyName(policy, t);
  const conditions = useConditions(policy);
  const says = useTargets(policy);
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fz="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {name}{" "}
          {policy.fallback && (
            <Badge size="xs" variant="light">
              {t("policies.fallback")}
            </Badge>
          )}
        </Text>
        <Text fz="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {!policy.fallback && `${conditions || t("policies.everybody")} → `}
          {says}
        </Text>
      </div>
      {permitted && !policy.fallback && <Places policy={policy} items={list.items} name={name} />}
      {permitted && (
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={edit.open}
          aria-label={t("policies.edit", { name })}
        >
          <IconPencil size={16} />
        </ActionIcon>
      )}
      {permitted && !policy.fallback && <Remove policy={policy} name={name} />}
      {editing && <PolicyModal policy={policy} ready={list.ready} onClose={edit.close} />}
    </li>
  );
}

/** Up and down, by keys as by hand. */
function Places({ policy, items, name }: { policy: SlaPolicy; items: SlaPolicy[]; name: string }) {
  const { t } = useTranslation();
  const order = useOrderPolicies();
  const ids = items.flatMap(({ id, fallback }) => (fallback || id === null ? [] : [id]));
  const at = ids.indexOf(policy.id ?? 0);
  const move = (to: number) => {
    const wanted = ids.toSpliced(at, 1).toSpliced(to, 0, ids[at] ?? 0);
    order.mutate(wanted, { onError: (error) => notifyError(error, t) });
  };
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={at <= 0 || order.isPending}
        onClick={() => move(at - 1)}
        aria-label={t("policies.up", { name })}
      >
        <IconArrowUp size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={at >= ids.length - 1 || order.isPending}
        onClick={() => move(at + 1)}
        aria-label={t("policies.down", { name })}
      >
        <IconArrowDown size={16} />
      </ActionIcon>
    </>
  );
}

function Remove({ policy, name }: { policy: SlaPolicy; name: string }) {
  const { t } = useTranslation();
  const remove = useRemovePolicy();
  const [asking, ask] = useDisclosure();
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="red"
        onClick={ask.open}
        aria-label={t("policies.remove", { name })}
      >
        <IconTrash size={16} />
      </ActionIcon>
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("policies.remove", { name })}
        action={t("actions.delete")}
        loading={remove.isPending}
        onConfirm={() =>
          remove.mutate(policy.id ?? 0, {
            onSuccess: ask.close,
            onError: (error) => notifyError(error, t),
          })
        }
      >
        {t("policies.removeHelp")}
      </Confirm>
    </>
  );
}

/** For whom a policy is, on one line. */
function useConditions(policy: SlaPolicy) {
  const { t } = useTranslation();
  const { data: accounts = [] } = useAccounts();
  const { data: teams = [] } = useTeams();
  const { data: tags = [] } = useTags();
  const named = (ids: number[], known: { id: number; name: string }[]) =>
    ids.map((id) => known.find((one) => one.id === id)?.name ?? t("policies.gone"));
  const lists = [
    policy.networks.map((network) => networkTitle(network)),
    named(policy.account_ids, accounts),
    named(policy.team_ids, teams),
    named(policy.tag_ids, tags),
    policy.priorities.map((each) => t(`priority.${each}`)),
    policy.visibility ? [t(`visibility.${policy.visibility}`)] : [],
    policy.vip ? [t("policies.vip")] : [],
  ];
  return lists
    .filter(({ length }) => length > 0)
    .map((list) => list.join(" / "))
    .join(" · ");
}

/** What is promised, on one line. */
function useTargets(policy: SlaPolicy) {
  const { t } = useTranslation();
  const locale = useLocale();
  const one = (targets: Targets) => {
    const times = PRIORITIES.map((each) => sayTarget(targets[each], locale, t));
    return [...new Set(times)].join(" / ");
  };
  const [first, next] = [one(policy.first_minutes), one(policy.next_minutes)];
  const clock = t(policy.business_time ? "policies.inBusinessTime" : "policies.always");
  if (first === next) return `${first} · ${clock}`;
  const both = [t("policies.first", { time: first }), t("policies.next", { time: next })];
  return `${both.join(", ")} · ${clock}`;
}

const sayTarget = (minutes: number, locale: string, t: TFunction) =>
  minutes === 0 ? t("policies.unit.sameDay") : formatMinutes(minutes, locale, "short");
