import { ActionIcon, Button, Checkbox, Popover, Stack, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBookmarkPlus } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ListFilters } from "@/api/inbox";
import { useChangeView, useSavedViews, useSaveView } from "@/api/saved-views";
import { useSession } from "@/api/session";
import { errorMessage } from "@/lib/errors";

/** Keeps the list as it is narrowed and ordered now, under a name; or writes it into the saved view it began with. */
export function SaveView({ filters, saved }: { filters: ListFilters; saved?: number }) {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  return (
    <Popover
      opened={opened}
      onChange={(open) => !open && close()}
      shadow="md"
      width={260}
      trapFocus
    >
      <Popover.Target>
        <ActionIcon
          variant="default"
          size={30}
          onClick={toggle}
          aria-label={t("saved.save")}
          title={t("saved.save")}
        >
          <IconBookmarkPlus size={15} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        {opened && <Form filters={filters} saved={saved} onDone={close} />}
      </Popover.Dropdown>
    </Popover>
  );
}

interface FormProps {
  filters: ListFilters;
  saved?: number;
  onDone: () => void;
}

function Form({ filters, saved, onDone }: FormProps) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const navigate = useNavigate();
  const { data: views = [] } = useSavedViews();
  const save = useSaveView();
  const change = useChangeView();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const known = views.find(({ id }) => id === saved);
  const mayShare = permissions.includes("views.share");
  const error = save.error ?? change.error;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate(
          { name, query: filters, shared },
          {
            onSuccess: ({ id }) => {
              onDone();
              void navigate({
                from: "/inbox/$view/{-$conversationId}",
                to: ".",
                search: (search) => ({ ...search, saved: id }),
                replace: true,
              });
            },
          },
        );
      }}
    >
      <Stack gap="sm">
        {known && (known.shared ? mayShare : known.mine) && (
          <Button
            size="xs"
            variant="default"
            loading={change.isPending}
            onClick={() => change.mutate({ id: known.id, query: filters }, { onSuccess: onDone })}
          >
            {t("saved.update", { name: known.name })}
          </Button>
        )}
        <TextInput
          label={t("saved.name")}
          value={name}
          maxLength={60}
          onChange={(event) => setName(event.currentTarget.value)}
          error={error ? errorMessage(error, t) : undefined}
          data-autofocus
        />
        {mayShare && (
          <Checkbox
            label={t("saved.share")}
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <Button type="submit" size="xs" disabled={!name.trim()} loading={save.isPending}>
          {t("actions.save")}
        </Button>
      </Stack>
    </form>
  );
}
