import { Group, Text } from "@mantine/core";

export function BrandMark({ size = 28 }: { size?: number }) {
  return <img src="/heard.svg" width={size} height={size} alt="" />;
}

export function Brand() {
  return (
    <Group gap={8} wrap="nowrap">
      <BrandMark />
      <Text component="span" fw={700} fz={19} lts="-0.02em">
        Heard
      </Text>
    </Group>
  );
}
