import { ActionIcon, Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { usePermission } from "@/api/session";
import { useAddSpamWord, useRemoveSpamWord, useSpamPreview, useSpamWords } from "@/api/spam";
import type { SpamPreview, SpamWord } from "@/api/types";
import { Age } from "@/components/age";
import { Confirm } from "@/components/confirm";
import { NetworkMark } from "@/components/network-mark";
import { errorMessage, notifyError } from "@/lib/errors";
import { numberFormat } from "@/lib/formats";
import { useLocale } from "@/lib/i18n";
import { Section, SectionList } from "./section";
import classes from "./settings-page.module.css";

const LONGEST = 100;
const WHERE = ["both", "public", "private"] as const;

/** Words that file what has them as spam, before anybody has work with it. */
export function SpamSection() {
  const { t } = useTranslation();
  const words = useSpamWords();
  const permitted = usePermission("workspace.manage");
  return (
    <Section title={t("settings.spam")} lead={t("spam.lead")} permission="workspace.manage">
      {permitted && <NewWord />}
      <SectionList query={words} empty={t("spam.empty")}>
        {(word) => <WordItem key={word.id} word={word} permitted={permitted} />}
      </SectionList>
    </Section>
  );
}

function NewWord() {
  const { t } = useTranslation();
  const add = useAddSpamWord();
  const [word, setWord] = useState("");
  const [where, setWhere] = useState<SpamWord["counts_in"]>("both");
  const [asked] = useDebouncedValue(word.trim(), 300);
  const preview = useSpamPreview(asked, where);
  // What was refused is told beside the word until it is changed.
  const refused = asked === word.trim() && asked !== "" ? (add.error ?? preview.error) : null;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    add.mutate({ word, counts_in: where }, { onSuccess: () => setWord("") });
  };
  const change = (typed: string) => {
    add.reset();
    setWord(typed);
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-start" gap="sm" mb="sm">
        <TextInput
          label={t("spam.word")}
          value={word}
          maxLength={LONGEST}
          error={refused && errorMessage(refused, t)}
          onChange={(event) => change(event.currentTarget.value)}
          flex="1 1 200px"
          autoComplete="off"
          required
        />
        <Select
          label={t("spam.where")}
          data={WHERE.map((value) => ({ value, label: t(`spam.in.${value}`) }))}
          value={where}
          allowDeselect={false}
          onChange={(value) => value && setWhere(value)}
          w={190}
        />
        <Button type="submit" loading={add.isPending} mt={23}>
          {t("spam.add")}
        </Button>
      </Group>
      <div aria-live="polite">
        {word.trim() !== "" && !refused && preview.data && <Preview found={preview.data} />}
      </div>
    </form>
  );
}

/** What the word would have done, before it is on the list. */
function Preview({ found: { count, of, items } }: { found: SpamPreview }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const number = (value: number) => numberFormat(locale, {}).format(value);
  return (
    <Stack gap={6} mb="md">
      <Text fz="sm" c="dimmed">
        {t("spam.preview", { count, shown: number(count), of: number(of) })}
      </Text>
      {items.length > 0 && (
        <ul className={classes.items} aria-label={t("spam.newest")}>
          {items.map((item) => (
            <li key={item.id} className={classes.item}>
              <NetworkMark network={item.network} size={18} />
              <Text fz="sm" className={classes.grow} style={{ overflowWrap: "anywhere" }}>
                <Link
                  to="/inbox/$view/{-$conversationId}"
                  params={{ view: "all", conversationId: String(item.conversation_id) }}
                  style={{ color: "inherit" }}
                >
                  {item.text}
                </Link>
              </Text>
              <Text fz="xs" c="dimmed">
                <Age at={item.at} />
              </Text>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function WordItem({ word, permitted }: { word: SpamWord; permitted: boolean }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const remove = useRemoveSpamWord();
  const [asking, ask] = useDisclosure();
  const shown = numberFormat(locale, {}).format(word.filed);
  return (
    <li className={classes.item}>
      <div className={classes.grow}>
        <Text fz="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {word.word}
        </Text>
        <Text fz="xs" c="dimmed">
          {t(`spam.in.${word.counts_in}`)}
          {" · "}
          {word.filed === 0
            ? t("spam.filedNone")
            : t(word.capped ? "spam.filedMore" : "spam.filed", { count: word.filed, shown })}
          {word.last_at && (
            <>
              {" · "}
              {t("spam.last")} <Age at={word.last_at} />
            </>
          )}
        </Text>
      </div>
      {permitted && (
        <ActionIcon
          variant="subtle"
          color="red"
          onClick={ask.open}
          aria-label={t("spam.remove", { word: word.word })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      )}
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t("spam.remove", { word: word.word })}
        action={t("actions.delete")}
        loading={remove.isPending}
        onConfirm={() =>
          remove.mutate(word.id, {
            onSuccess: ask.close,
            onError: (error) => notifyError(error, t),
          })
        }
      >
        {t("spam.removeHelp")}
      </Confirm>
    </li>
  );
}
