import { Button } from "@mantine/core";
import classes from "./more-button.module.css";

interface Props {
  label: string;
  query: {
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
}

/** Asks for the next page of a list, where there is one. */
export function MoreButton({ label, query }: Props) {
  if (!query.hasNextPage) return null;
  return (
    <Button
      className={classes.more}
      variant="default"
      size="xs"
      loading={query.isFetchingNextPage}
      onClick={() => void query.fetchNextPage()}
    >
      {label}
    </Button>
  );
}
