import { Button, Group, Modal, NumberInput, Stack, Checkbox, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSaveRule, type Rule, type Step } from "@/api/approvals";
import { ErrorLine } from "./approval-error";
import { RuleConditions } from "./approval-conditions";
import { RuleStep } from "./approval-step";
import classes from "./settings-page.module.css";

const MOST_STEPS = 3;
const MOST_HOURS = 720;

export const EMPTY_RULE: Omit<Rule, "id"> = {
  name: "",
  conditions: { vip: false },
  steps: [{ how: "any", leads: true, admins: false }],
  hours: 24,
  active: true,
};

interface Props {
  id?: number;
  start: Omit<Rule, "id">;
  onClose: () => void;
}

/** One rule: what replies it speaks of, whose yes they need, and how long those may take. */
export function ApprovalRuleForm({ id, start, onClose }: Props) {
  const { t } = useTranslation();
  const save = useSaveRule();
  const { name, conditions, steps, hours, active } = start;
  const [form, setForm] = useState({ name, conditions, steps, hours, active });
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const setStep = (place: number, step: Step) =>
    set({ steps: form.steps.map((each, index) => (index === place ? step : each)) });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate({ id, form }, { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={id === undefined ? t("approvals.newRule") : t("approvals.editRule", { name })}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t("approvals.name")}
            description={t("approvals.nameHelp")}
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            maxLength={100}
            required
            data-autofocus
          />
          <RuleConditions
            conditions={form.conditions}
            onChange={(change) => set({ conditions: { ...form.conditions, ...change } })}
          />
          <fieldset className={classes.group}>
            <legend>{t("approvals.then")}</legend>
            <Stack gap="sm">
              {form.steps.map((step, place) => (
                <RuleStep
                  key={place}
                  number={place + 1}
                  step={step}
                  onChange={(next) => setStep(place, next)}
                  onRemove={
                    form.steps.length > 1
                      ? () => set({ steps: form.steps.filter((_, index) => index !== place) })
                      : undefined
                  }
                />
              ))}
              {form.steps.length < MOST_STEPS && (
                <Button
                  variant="subtle"
                  size="xs"
                  style={{ alignSelf: "flex-start" }}
                  onClick={() =>
                    set({ steps: [...form.steps, { how: "any", leads: false, admins: true }] })
                  }
                >
                  {t("approvals.addStep")}
                </Button>
              )}
            </Stack>
          </fieldset>
          <NumberInput
            label={t("approvals.hours")}
            description={t("approvals.hoursHelp")}
            value={form.hours}
            onChange={(value) => set({ hours: Number(value) || 1 })}
            min={1}
            max={MOST_HOURS}
            allowDecimal={false}
            maw={260}
          />
          <Checkbox
            label={t("approvals.active")}
            checked={form.active}
            onChange={(event) => set({ active: event.currentTarget.checked })}
          />
          <ErrorLine error={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("actions.cancel")}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t("actions.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
