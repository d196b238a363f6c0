import { Button, Combobox, Group, Text, useCombobox, type ComboboxStore } from "@mantine/core";
import { IconCheck, IconUser, IconUserOff, IconUsers } from "@tabler/icons-react";
import { useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAssign } from "@/api/conversation";
import { useMembers, useTeams } from "@/api/people";
import { useSession } from "@/api/session";
import type { Assignment, Conversation } from "@/api/types";
import { PersonAvatar } from "@/components/person-avatar";
import { notifyError } from "@/lib/errors";
import classes from "./conversation-header.module.css";

interface Props {
  conversation: Conversation;
  opened: boolean;
  onChange: (opened: boolean) => void;
}

const NOBODY = "nobody";

function toAssignment(choice: string): Assignment {
  const [kind, id] = choice.split(":");
  if (kind === "team") return { team_id: Number(id) };
  return { assignee_id: choice === NOBODY ? null : Number(id) };
}

export function AssignMenu({ conversation, opened, onChange }: Props) {
  const { t } = useTranslation();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const assign = useAssign(conversation.id);
  const combobox = useCombobox({ opened, onOpenedChange: onChange });
  const assignee = members.find(({ user_id }) => user_id === conversation.assignee_id);
  const team = teams.find(({ id }) => id === conversation.team_id);
  const label = [assignee?.name, team?.name].filter(Boolean).join(" · ") || t("list.unassigned");
  return (
    <Combobox
      store={combobox}
      width={260}
      position="bottom-start"
      shadow="md"
      onOptionSubmit={(choice) => {
        assign.mutate(toAssignment(choice), { onError: (error) => notifyError(error, t) });
        onChange(false);
      }}
    >
      <Combobox.Target
        targetType="button"
        withAriaAttributes={false}
        withKeyboardNavigation={false}
      >
        <Button
          className={classes.tool}
          variant="default"
          size="compact-xs"
          disabled={!conversation.permitted.includes("assign")}
          leftSection={<IconUser size={14} />}
          title={t("conversation.assign")}
          aria-haspopup="listbox"
          aria-expanded={opened}
          onClick={() => onChange(!opened)}
        >
          {label}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        {opened && <Search conversation={conversation} combobox={combobox} />}
      </Combobox.Dropdown>
    </Combobox>
  );
}

interface SearchProps {
  conversation: Conversation;
  combobox: ComboboxStore;
}

function Search({ conversation, combobox }: SearchProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState("");
  const { focusSearchInput, selectFirstOption, focusTarget } = combobox;
  useEffect(() => {
    const timer = window.setTimeout(focusSearchInput);
    return () => window.clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, when it opens
  }, []);
  useEffect(() => {
    if (search) selectFirstOption();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the store is made anew on every render
  }, [search]);
  return (
    <>
      <Combobox.Search
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") focusTarget();
        }}
        placeholder={t("conversation.findPerson")}
        aria-label={t("conversation.findPerson")}
      />
      <Combobox.Options aria-label={t("conversation.assign")} mah={320} className={classes.options}>
        <Choices conversation={conversation} search={search} />
      </Combobox.Options>
    </>
  );
}

function Choices({ conversation, search }: { conversation: Conversation; search: string }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const { assignee_id, team_id } = conversation;
  const matches = (name: string) => name.toLowerCase().includes(search.toLowerCase());
  const people = members
    .filter((member) => member.active && matches(member.name))
    .sort((a, b) => Number(b.user_id === user.id) - Number(a.user_id === user.id));
  const known = teams.filter((team) => matches(team.name));
  return (
    <>
      {!search && assignee_id !== null && (
        <Choice value={NOBODY} mark={<IconUserOff size={16} />} chosen={false}>
          {t("conversation.nobody")}
        </Choice>
      )}
      {people.map(({ user_id, name, present, photo_url }) => (
        <Choice
          key={user_id}
          value={`person:${user_id}`}
          mark={<PersonAvatar name={name} src={photo_url} size={20} />}
          chosen={assignee_id === user_id}
        >
          {user_id === user.id ? t("conversation.me", { name }) : name}
          {!present && (
            <Text span fz="xs" c="dimmed">
              {" "}
              · {t("presence.away")}
            </Text>
          )}
        </Choice>
      ))}
      {known.length > 0 && (
        <Combobox.Group label={t("nav.teams")}>
          {known.map(({ id, name }) => (
            <Choice
              key={id}
              value={`team:${id}`}
              mark={<IconUsers size={16} />}
              chosen={team_id === id}
            >
              {name}
            </Choice>
          ))}
        </Combobox.Group>
      )}
      {people.length + known.length === 0 && <Combobox.Empty>{t("filter.nothing")}</Combobox.Empty>}
    </>
  );
}

interface ChoiceProps {
  value: string;
  mark: ReactNode;
  chosen: boolean;
  children: ReactNode;
}

function Choice({ value, mark, chosen, children }: ChoiceProps) {
  return (
    <Combobox.Option value={value} active={chosen}>
      <Group gap={8} wrap="nowrap">
        {mark}
        <span style={{ flex: 1 }}>{children}</span>
        {chosen && <IconCheck size={14} />}
      </Group>
    </Combobox.Option>
  );
}
