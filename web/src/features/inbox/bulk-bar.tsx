import { ActionIcon, Button, CloseButton, Menu, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAlarm,
  IconCircleCheck,
  IconFlag,
  IconRotate,
  IconTag,
  IconUser,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useStartBulk } from "@/api/bulk";
import { PRIORITIES, RESOLVE_REASONS } from "@/api/choices";
import type { ListFilters } from "@/api/inbox";
import { useMembers, useTags, useTeams } from "@/api/people";
import { useSession } from "@/api/session";
import type { BulkAction } from "@/api/types";
import { PriorityMark } from "@/components/priority-mark";
import { SnoozeItems, SnoozeModal } from "@/components/snooze-items";
import { notifyError } from "@/lib/errors";
import classes from "./bulk-bar.module.css";
import { showBulk } from "./bulk-progress";
import type { Selection } from "./selection";

interface Props {
  selection: Selection;
  filters: ListFilters;
  /** Whether the list goes on below what is loaded. */
  more: boolean;
}

/** What can be done with everything that is chosen. */
export function BulkBar({ selection, filters, more }: Props) {
  const { t } = useTranslation();
  const start = useStartBulk();
  const [other, otherTime] = useDisclosure();
  const { sort: _sort, ...query } = filters;
  const count = selection.ids.size;
  const act = (action: BulkAction) =>
    start.mutate(selection.everything ? { action, query } : { action, ids: [...selection.ids] }, {
      onSuccess: (bulk) => {
        selection.clear();
        showBulk(bulk);
      },
      onError: (error) => notifyError(error, t),
    });
  const snooze = (until: string) => act({ do: "snooze", until });
  return (
    <div className={classes.bar} role="toolbar" aria-label={t("bulk.label")}>
      <div className={classes.line}>
        <CloseButton size="sm" onClick={selection.clear} aria-label={t("bulk.clear")} />
        <Text fz="sm" fw={600} role="status" className={classes.count}>
          {selection.everything ? t("bulk.everything") : t("bulk.chosen", { count })}
        </Text>
        {!selection.everything && (
          <Button
            size="compact-xs"
            variant="subtle"
            onClick={count > 0 && more ? selection.selectEverything : selection.selectAll}
          >
            {t(count > 0 && more ? "bulk.selectEverything" : "bulk.selectAll")}
          </Button>
        )}
      </div>
      <div className={classes.line}>
        <Choices name="assign" MarkIcon={IconUser} disabled={count === 0}>
          <AssignItems onChoose={act} />
        </Choices>
        <Choices name="tags" MarkIcon={IconTag} disabled={count === 0}>
          <TagItems onChoose={act} />
        </Choices>
        <Choices name="priority" MarkIcon={IconFlag} disabled={count === 0}>
          {PRIORITIES.map((priority) => (
            <Menu.Item
              key={priority}
              leftSection={<PriorityMark priority={priority} />}
              onClick={() => act({ do: "prioritise", priority })}
            >
              {t(`priority.${priority}`)}
            </Menu.Item>
          ))}
        </Choices>
        <Choices name="snooze" MarkIcon={IconAlarm} disabled={count === 0}>
          <SnoozeItems onChoose={snooze} onOther={otherTime.open} />
        </Choices>
        <CloseChoices filters={filters} disabled={count === 0} busy={start.isPending} act={act} />
      </div>
      <SnoozeModal opened={other} onClose={otherTime.close} onChoose={snooze} />
    </div>
  );
}

interface CloseProps {
  filters: ListFilters;
  disabled: boolean;
  busy: boolean;
  act: (action: BulkAction) => void;
}

/** Resolve what is open; take back what is resolved or put away. */
function CloseChoices({ filters, disabled, busy, act }: CloseProps) {
  const { t } = useTranslation();
  if (["resolved", "spam", "snoozed"].includes(filters.view)) {
    return (
      <Button
        className={classes.last}
        size="compact-sm"
        leftSection={<IconRotate size={15} />}
        disabled={disabled}
        loading={busy}
        onClick={() => act({ do: "reopen" })}
      >
        {t("conversation.reopen")}
      </Button>
    );
  }
  return (
    <Menu shadow="md" position="bottom-end" width={220}>
      <Menu.Target>
        <Button
          className={classes.last}
          size="compact-sm"
          leftSection={<IconCircleCheck size={15} />}
          disabled={disabled}
          loading={busy}
        >
          {t("conversation.resolve")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("conversation.resolveWhy")}</Menu.Label>
        {RESOLVE_REASONS.map((reason) => (
          <Menu.Item key={reason} onClick={() => act({ do: "resolve", reason })}>
            {t(`resolve.${reason}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface ChoicesProps {
  name: "assign" | "tags" | "priority" | "snooze";
  MarkIcon: Icon;
  disabled: boolean;
  children: ReactNode;
}

function Choices({ name, MarkIcon, disabled, children }: ChoicesProps) {
  const { t } = useTranslation();
  const label = t(`bulk.${name}`);
  return (
    <Menu shadow="md" position="bottom-start" width={230}>
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={28}
          disabled={disabled}
          aria-label={label}
          title={label}
        >
          <MarkIcon size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown className={classes.choices}>{children}</Menu.Dropdown>
    </Menu>
  );
}

function AssignItems({ onChoose }: { onChoose: (action: BulkAction) => void }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const present = members
    .filter((member) => member.active && member.present)
    .sort((a, b) => Number(b.user_id === user.id) - Number(a.user_id === user.id));
  return (
    <>
      {present.map(({ user_id, name }) => (
        <Menu.Item
          key={user_id}
          leftSection={<IconUser size={15} />}
          onClick={() => onChoose({ do: "assign", assignee_id: user_id })}
        >
          {user_id === user.id ? t("conversation.me", { name }) : name}
        </Menu.Item>
      ))}
      {teams.length > 0 && <Menu.Label>{t("nav.teams")}</Menu.Label>}
      {teams.map(({ id, name }) => (
        <Menu.Item
          key={id}
          leftSection={<IconUsers size={15} />}
          onClick={() => onChoose({ do: "assign", team_id: id })}
        >
          {name}
        </Menu.Item>
      ))}
    </>
  );
}

function TagItems({ onChoose }: { onChoose: (action: BulkAction) => void }) {
  const { t } = useTranslation();
  const { data: tags = [] } = useTags();
  if (tags.length === 0) return <Menu.Label>{t("conversation.noTags")}</Menu.Label>;
  return (["add_tags", "remove_tags"] as const).map((what) => (
    <div key={what} role="group" aria-label={t(`bulk.${what}`)}>
      <Menu.Label>{t(`bulk.${what}`)}</Menu.Label>
      {tags.map(({ id, name }) => (
        <Menu.Item key={id} onClick={() => onChoose({ do: what, tag_ids: [id] })}>
          {name}
        </Menu.Item>
      ))}
    </div>
  ));
}
