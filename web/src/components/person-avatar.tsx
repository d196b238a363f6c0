import { Avatar } from "@mantine/core";

interface Props {
  name: string;
  src?: string | null;
  size?: number;
}

/** Beside a written name: the name is not read out twice. */
export function PersonAvatar({ name, src, size = 32 }: Props) {
  return (
    <Avatar
      src={src ?? null}
      name={name}
      alt=""
      size={size}
      color="initials"
      allowedInitialsColors={["pine", "plum", "coral", "yellow", "teal", "grape", "orange", "cyan"]}
      aria-hidden
    />
  );
}
