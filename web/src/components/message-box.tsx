import { Center, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  tone?: "quiet" | "alert";
  /** 1 where it is all there is on the page. */
  level?: 1 | 2;
}

/** Says why there is nothing here, and what to do about it. */
export function MessageBox({ icon, title, children, action, tone = "quiet", level = 2 }: Props) {
  return (
    <Center h="100%" p="xl" role={tone === "alert" ? "alert" : undefined}>
      <Stack align="center" gap="xs" maw={360} ta="center">
        <Text
          component="span"
          c={tone === "alert" ? "var(--heard-alert)" : "dimmed"}
          style={{ display: "inline-flex" }}
          aria-hidden
        >
          {icon}
        </Text>
        <Title order={level} fz="md">
          {title}
        </Title>
        {children !== undefined && (
          <Text c="dimmed" fz="sm" component="div">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}
