import { Button, Group, Loader, Modal, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePlaces } from "@/api/search";
import type { Person } from "@/api/types";
import { ErrorBox } from "@/components/error-box";
import { NetworkMark } from "@/components/network-mark";
import { PersonAvatar } from "@/components/person-avatar";
import { MergeView } from "./merge-view";
import classes from "./person.module.css";

interface Props {
  person: Person;
  otherId?: number;
  onClose: () => void;
}

/** First who, then what becomes of the two. */
export function MergeModal({ person, otherId, onClose }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState(otherId);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t("contact.merge.title", { name: person.name })}
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      {chosen === undefined ? (
        <Choose person={person} onChoose={setChosen} onClose={onClose} />
      ) : (
        <MergeView id={person.id} otherId={chosen} onClose={onClose} />
      )}
    </Modal>
  );
}

interface ChooseProps {
  person: Person;
  onChoose: (id: number) => void;
  onClose: () => void;
}

function Choose({ person, onChoose, onClose }: ChooseProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState("");
  const [q] = useDebouncedValue(words.trim(), 200);
  const search = usePlaces(q);
  const found = search.data?.people ?? [];
  const others = found.filter(
    ({ contact_id }, place) =>
      contact_id !== person.id &&
      found.findIndex((other) => other.contact_id === contact_id) === place,
  );
  return (
    <>
      <TextInput
        label={t("contact.merge.search")}
        description={t("contact.merge.searchHelp")}
        data-autofocus
        value={words}
        rightSection={search.isFetching && <Loader size={14} />}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      {search.isError && <ErrorBox error={search.error} onRetry={() => void search.refetch()} />}
      {search.data && others.length === 0 && (
        <Text fz="sm" c="dimmed" mt="sm" role="status">
          {t("contact.merge.nobody", { q })}
        </Text>
      )}
      <ul className={classes.people}>
        {others.map((other) => (
          <li key={other.contact_id}>
            <UnstyledButton className={classes.person} onClick={() => onChoose(other.contact_id)}>
              <PersonAvatar name={other.name} src={other.avatar_url} size={30} />
              <span>{other.name}</span>
              <NetworkMark network={other.network} size={14} />
              <Text span fz="xs" c="dimmed">
                {other.handle}
              </Text>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {t("actions.cancel")}
        </Button>
      </Group>
    </>
  );
}
