import { Badge, Tabs } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type Kind, useProblems } from "@/api/problems";
import { usePermission } from "@/api/session";
import { ProblemList } from "./problem-list";
import { Section } from "./section";

const KINDS: Kind[] = ["envelopes", "events", "jobs", "replies"];

export function ProblemsSection() {
  const { t } = useTranslation();
  const permitted = usePermission("operations.manage");
  return (
    <Section
      title={t("settings.problems")}
      lead={t("problems.lead")}
      permission="operations.manage"
    >
      {permitted && <Problems />}
    </Section>
  );
}

function Problems() {
  const { t } = useTranslation();
  const { data: counts } = useProblems();
  return (
    <Tabs defaultValue="envelopes" keepMounted={false}>
      <Tabs.List aria-label={t("settings.problems")} mb="md">
        {KINDS.map((kind) => (
          <Tabs.Tab
            key={kind}
            value={kind}
            rightSection={
              counts && counts[kind] > 0 ? (
                <Badge size="sm" variant="light" color="red">
                  {counts[kind]}
                </Badge>
              ) : undefined
            }
          >
            {t(`problems.${kind}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {KINDS.map((kind) => (
        <Tabs.Panel key={kind} value={kind}>
          <ProblemList kind={kind} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
