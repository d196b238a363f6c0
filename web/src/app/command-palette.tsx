import { Kbd, Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMessage, IconSearch, IconUser } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePlaces } from "@/api/search";
import { allCommands, findCommands } from "@/lib/commands";
import classes from "./command-palette.module.css";

interface Choice {
  id: string;
  group: string;
  label: string;
  detail?: string;
  mark?: ReactNode;
  keys?: readonly string[];
  run: () => void;
}

const SEARCH_MS = 200;
const MOST_COMMANDS = 8;

/** Everything one can do or go to, by typing a part of its name: ⌘K or Ctrl+K. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(true);
  const [typed, setTyped] = useState("");
  // By name: what comes while somebody looks must not move what they are about to choose.
  const [picked, setPicked] = useState<string>();
  const list = useRef<HTMLUListElement>(null);
  // Where the person was: they go back there, unless what they chose leads elsewhere.
  const [before] = useState(() => document.activeElement);
  const chose = useRef(false);
  const goBack = () => {
    if (before instanceof HTMLElement && !chose.current) before.focus();
  };
  const choices = useChoices(typed);
  const at = Math.max(
    0,
    choices.findIndex(({ id }) => id === picked),
  );
  const chosen = choices[at];
  const close = () => setOpened(false);
  const run = (choice: Choice | undefined) => {
    if (!choice) return;
    chose.current = true;
    close();
    // After it has closed: what it opens may want the focus.
    window.setTimeout(choice.run);
  };
  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) setPicked(choices.at((at + step) % choices.length)?.id);
    else if (event.key === "Enter") run(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      opened={opened}
      onClose={() => {
        close();
        goBack();
      }}
      returnFocus={false}
      onExitTransitionEnd={() => {
        // The dialog takes the focus late when the browser is busy, and it goes with the dialog.
        goBack();
        onClose();
      }}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      title={null}
      aria-label={t("palette.title")}
      transitionProps={{ duration: 80 }}
    >
      <TextInput
        className={classes.box}
        variant="unstyled"
        size="md"
        leftSection={<IconSearch size={18} />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPicked(undefined);
        }}
        onKeyDown={onKeyDown}
        placeholder={t("palette.placeholder")}
        aria-label={t("palette.title")}
        role="combobox"
        aria-expanded
        aria-controls="palette-choices"
        aria-activedescendant={chosen && `palette-${chosen.id}`}
        // At once, so that whoever types on loses no letter.
        autoFocus
        data-autofocus
      />
      <ul
        ref={list}
        id="palette-choices"
        className={classes.choices}
        role="listbox"
        aria-label={t("palette.title")}
      >
        {choices.map((choice, index) => (
          <ChoiceItem
            key={choice.id}
            choice={choice}
            heads={choices[index - 1]?.group !== choice.group}
            chosen={choice === chosen}
            onPick={() => setPicked(choice.id)}
            onRun={() => run(choice)}
          />
        ))}
      </ul>
      {choices.length === 0 && <p className={classes.nothing}>{t("filter.nothing")}</p>}
    </Modal>
  );
}

interface ItemProps {
  choice: Choice;
  heads: boolean;
  chosen: boolean;
  onPick: () => void;
  onRun: () => void;
}

function ChoiceItem({ choice, heads, chosen, onPick, onRun }: ItemProps) {
  return (
    <>
      {heads && (
        <li className={classes.group} role="presentation">
          {choice.group}
        </li>
      )}
      <li
        id={`palette-${choice.id}`}
        className={classes.choice}
        role="option"
        aria-selected={chosen}
        onMouseMove={onPick}
        onClick={onRun}
      >
        {choice.mark}
        <span className={classes.label}>{choice.label}</span>
        {choice.detail && <span className={classes.detail}>{choice.detail}</span>}
        {choice.keys?.map((key) => (
          <Kbd key={key} size="xs">
            {key}
          </Kbd>
        ))}
      </li>
    </>
  );
}

/** Commands first, then people and conversations of that name or number, then the way to the search page. */
function useChoices(typed: string): Choice[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const commands = findCommands(allCommands(), typed);
  const shown = typed ? commands.slice(0, MOST_COMMANDS) : commands;
  const places = usePlaceChoices(typed);
  const search: Choice = {
    id: "search",
    group: t("palette.group.places"),
    label: t("palette.search", { q: typed }),
    mark: <IconSearch size={16} aria-hidden />,
    run: () => void navigate({ to: "/search", search: { q: typed } }),
  };
  return [
    ...shown.map((command) => ({ ...command, group: t(`palette.group.${command.group}`) })),
    ...places,
    ...(typed.trim() ? [search] : []),
  ];
}

function usePlaceChoices(typed: string): Choice[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [asked] = useDebouncedValue(typed.trim(), SEARCH_MS);
  const { data } = usePlaces(asked);
  if (!data || asked !== typed.trim()) return [];
  const open = (id: number) => () =>
    void navigate({
      to: "/inbox/$view/{-$conversationId}",
      params: { view: "all", conversationId: String(id) },
    });
  const group = t("palette.group.places");
  const numbered = data.conversation && {
    id: `conversation-${data.conversation.id}`,
    group,
    label: `#${data.conversation.number} ${data.conversation.contact.name}`,
    detail: data.conversation.preview,
    mark: <IconMessage size={16} aria-hidden />,
    run: open(data.conversation.id),
  };
  const people = data.people.map((person) => ({
    id: `person-${person.contact_id}-${person.network}`,
    group,
    label: person.name,
    detail: person.handle ?? undefined,
    mark: <IconUser size={16} aria-hidden />,
    run: open(person.conversation_id),
  }));
  return [...(numbered ? [numbered] : []), ...people];
}
