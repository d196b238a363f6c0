import { Group, Kbd, Modal, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";

const SHEET = {
  move: [
    ["next", "j"],
    ["previous", "k"],
    ["open", "Enter", "o"],
    ["back", "Esc"],
    ["palette", "⌘/Ctrl", "K"],
    ["search", "/"],
    ["filter", "f"],
    ["notifications", "g", "n"],
    ["goMine", "g", "i"],
    ["goMentions", "g", "m"],
    ["goApprovals", "g", "w"],
    ["goUnassigned", "g", "u"],
    ["goAll", "g", "a"],
    ["goStream", "g", "s"],
  ],
  act: [
    ["reply", "r"],
    ["privateReply", "p"],
    ["note", "n"],
    ["send", "⌘/Ctrl", "Enter"],
    ["sendAndResolve", "⌘/Ctrl", "⇧", "Enter"],
    ["sendAndNext", "Alt", "Enter"],
    ["sendLater", "⌘/Ctrl", "Alt", "Enter"],
    ["macro", "/"],
    ["undo", "u"],
    ["find", "s"],
    ["claim", "c"],
    ["assign", "a"],
    ["tags", "t"],
    ["resolve", "e"],
    ["snooze", "z"],
    ["approve", "y"],
    ["editAndApprove", "v"],
    ["reject", "d"],
    ["like", "l"],
    ["messageMenu", "m"],
    ["select", "x"],
    ["selectTo", "Shift", "x"],
    ["help", "?"],
  ],
};

export default function ShortcutsSheet({
  opened,
  onClose,
}: {
  opened: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t("shortcuts.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("actions.close") }}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xl">
        {Object.entries(SHEET).map(([group, rows]) => (
          <Stack key={group} gap={8}>
            <Title order={3} fz="sm" c="dimmed">
              {t(`shortcuts.group.${group}`)}
            </Title>
            {rows.map(([name, ...pressed]) => (
              <Group key={name} justify="space-between" wrap="nowrap">
                <Text fz="sm">{t(`shortcuts.${name ?? ""}`)}</Text>
                <Group gap={4} wrap="nowrap">
                  {pressed.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Group>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    </Modal>
  );
}
