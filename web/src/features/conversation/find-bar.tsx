import { ActionIcon, Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useMatches } from "@/api/conversation";
import classes from "./find-bar.module.css";

interface Props {
  conversationId: number;
  /** Brings an entry of the timeline into sight: `message-1`, `note-1`; undefined lets go. */
  onShow: (entry: string | undefined) => void;
  onClose: () => void;
}

const TYPING_MS = 250;

/** Finds words in the open conversation, also in what is not loaded yet: Enter goes back in time, Shift+Enter forward. */
export function FindBar({ conversationId, onShow, onClose }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(0);
  const [asked] = useDebouncedValue(typed.trim(), TYPING_MS);
  const { data: found, isFetching } = useMatches(conversationId, asked);
  const count = found?.length ?? 0;
  const current = found?.[place];
  const entry = current && `${current.kind}-${current.id}`;
  useEffect(() => onShow(entry), [entry, onShow]);
  useEffect(() => () => onShow(undefined), [onShow]);
  const go = (step: number) => {
    if (count > 0) setPlace((place + step + count) % count);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter") go(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className={classes.bar} aria-label={t("find.title")}>
      <TextInput
        className={classes.box}
        size="xs"
        leftSection={isFetching ? <Loader size={12} /> : <IconSearch size={14} />}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPlace(0);
        }}
        onKeyDown={onKeyDown}
        placeholder={t("find.title")}
        aria-label={t("find.title")}
        autoFocus
      />
      <span className={classes.count} role="status">
        {asked && found && (count > 0 ? `${place + 1} / ${count}` : t("find.nothing"))}
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={count < 2}
        onClick={() => go(1)}
        aria-label={t("find.older")}
      >
        <IconChevronUp size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        disabled={count < 2}
        onClick={() => go(-1)}
        aria-label={t("find.newer")}
      >
        <IconChevronDown size={16} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" onClick={onClose} aria-label={t("actions.close")}>
        <IconX size={16} />
      </ActionIcon>
    </search>
  );
}
