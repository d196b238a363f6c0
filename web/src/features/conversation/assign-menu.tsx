import { Button, Menu, ScrollArea, Text, TextInput } from "@mantine/core";
import { IconCheck, IconUser, IconUserOff, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
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

export function AssignMenu({ conversation, opened, onChange }: Props) {
  const { t } = useTranslation();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const [search, setSearch] = useState("");
  const assignee = members.find(({ user_id }) => user_id === conversation.assignee_id);
  const team = teams.find(({ id }) => id === conversation.team_id);
  const label = [assignee?.name, team?.name].filter(Boolean).join(" · ") || t("list.unassigned");
  return (
    <Menu
      opened={opened}
      onChange={(next) => {
        setSearch("");
        onChange(next);
      }}
      shadow="md"
      width={260}
      position="bottom-start"
    >
      <Menu.Target>
        <Button
          className={classes.tool}
          variant="default"
          size="compact-xs"
          disabled={!conversation.permitted.includes("assign")}
          leftSection={<IconUser size={14} />}
          title={t("conversation.assign")}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <TextInput
          size="xs"
          mb={4}
          placeholder={t("conversation.findPerson")}
          aria-label={t("conversation.findPerson")}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-autofocus
        />
        <ScrollArea.Autosize mah={320}>
          <Choices conversation={conversation} search={search} />
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choices({ conversation, search }: { conversation: Conversation; search: string }) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data: members = [] } = useMembers();
  const { data: teams = [] } = useTeams();
  const assign = useAssign(conversation.id);
  const choose = (assignment: Assignment) => () =>
    assign.mutate(assignment, { onError: (error) => notifyError(error, t) });
  const matches = (name: string) => name.toLowerCase().includes(search.toLowerCase());
  const people = members
    .filter((member) => member.active && matches(member.name))
    .sort((a, b) => Number(b.user_id === user.id) - Number(a.user_id === user.id));
  return (
    <>
      <Menu.Item
        leftSection={<IconUserOff size={16} />}
        onClick={choose({ assignee_id: null })}
        disabled={conversation.assignee_id === null}
      >
        {t("conversation.nobody")}
      </Menu.Item>
      {people.map((member) => (
        <Menu.Item
          key={member.user_id}
          leftSection={<PersonAvatar name={member.name} size={20} />}
          rightSection={conversation.assignee_id === member.user_id && <IconCheck size={14} />}
          onClick={choose({ assignee_id: member.user_id })}
        >
          {member.user_id === user.id ? t("conversation.me", { name: member.name }) : member.name}
          {!member.present && (
            <Text span fz="xs" c="dimmed">
              {" "}
              · {t("presence.away")}
            </Text>
          )}
        </Menu.Item>
      ))}
      <Menu.Label>{t("nav.teams")}</Menu.Label>
      {teams
        .filter((team) => matches(team.name))
        .map((team) => (
          <Menu.Item
            key={team.id}
            leftSection={<IconUsers size={16} />}
            rightSection={conversation.team_id === team.id && <IconCheck size={14} />}
            onClick={choose({ team_id: team.id })}
          >
            {team.name}
          </Menu.Item>
        ))}
    </>
  );
}
