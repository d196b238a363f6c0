import { ActionIcon, Badge, Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp, IconPencil, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMoveRule, useRemoveRule, useRules, type Rule } from "@/api/approvals";
import { usePermission } from "@/api/session";
import { Confirm } from "@/components/confirm";
import { notifyError } from "@/lib/errors";
import { ApprovalRuleForm, EMPTY_RULE } from "./approval-rule-form";
import { useRuleWords } from "./approval-words";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

const MOST_RULES = 50;

interface Start {
  id?: number;
  rule: Omit<Rule, "id">;
}

/** Which replies need whose yes: rules in their order, the first that speaks of a reply counts. */
export function ApprovalsSection() {
  const { t } = useTranslation();
  const rules = useRules();
  const permitted = usePermission("workspace.manage");
  const [form, setForm] = useState<Start>();
  const count = rules.data?.length ?? 0;
  return (
    <Section
      title={t("settings.approvals")}
      lead={t("approvals.lead")}
      permission="workspace.manage"
      action={
        <Button disabled={count >= MOST_RULES} onClick={() => setForm({ rule: EMPTY_RULE })}>
          {t("approvals.newRule")}
        </Button>
      }
    >
      <SectionList query={rules} empty={t("approvals.noRules")}>
        {(rule) => (
          <RuleItem
            key={rule.id}
            rule={rule}
            place={rules.data?.findIndex(({ id }) => id === rule.id) ?? 0}
            count={count}
            permitted={permitted}
            onEdit={() => setForm({ id: rule.id, rule })}
          />
        )}
      </SectionList>
      <Text fz="sm" c="dimmed" mt="md">
        {t("approvals.trainees")}
      </Text>
      {form && (
        <ApprovalRuleForm id={form.id} start={form.rule} onClose={() => setForm(undefined)} />
      )}
    </Section>
  );
}

interface ItemProps {
  rule: Rule;
  place: number;
  count: number;
  permitted: boolean;
  onEdit: () => void;
}

function RuleItem({ rule, place, count, permitted, onEdit }: ItemProps) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const { name } = rule;
  return (
    <li className={classes.item} data-controls>
      <div className={classes.grow}>
        <Group gap={8}>
          <Text fz="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
            {place + 1}. {name}
          </Text>
          {!rule.active && <Badge color="gray">{t("approvals.off")}</Badge>}
        </Group>
        <Text fz="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          {words.conditions(rule.conditions)}
        </Text>
        {rule.steps.map((step, index) => (
          <Text key={index} fz="xs" c="dimmed">
            {t("approvals.stepNumber", { step: index + 1 })}: {words.step(step)}
          </Text>
        ))}
        <Text fz="xs" c="dimmed">
          {t("approvals.within", { count: rule.hours })}
        </Text>
      </div>
      {permitted && <RuleButtons rule={rule} place={place} count={count} onEdit={onEdit} />}
    </li>
  );
}

function RuleButtons({ rule, place, count, onEdit }: Omit<ItemProps, "permitted">) {
  const { t } = useTranslation();
  const move = useMoveRule();
  const remove = useRemoveRule();
  const [asking, ask] = useDisclosure();
  const { id, name } = rule;
  const onError = (error: unknown) => notifyError(error, t);
  const to = (next: number) => () => move.mutate({ id, place: next }, { onError });
  const action = (label: string, icon: React.ReactNode, run: () => void, off = false) => (
    <ActionIcon variant="subtle" color="gray" aria-label={label} disabled={off} onClick={run}>
      {icon}
    </ActionIcon>
  );
  return (
    <Group gap={2} wrap="nowrap">
      {action(t("approvals.up", { name }), <IconArrowUp size={16} />, to(place - 1), place === 0)}
      {action(
        t("approvals.down", { name }),
        <IconArrowDown size={16} />,
        to(place + 1),
        place === count - 1,
      )}
      {action(t("approvals.editRule", { name }), <IconPencil size={16} />, onEdit)}
      {action(t("approvals.removeRule", { name }), <IconTrash size={16} />, ask.open)}
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("approvals.removeRule", { name })}
        action={t("actions.delete")}
        loading={remove.isPending}
        onConfirm={() => remove.mutate(id, { onSuccess: ask.close, onError })}
      >
        {t("approvals.removeHelp")}
      </Confirm>
    </Group>
  );
}
