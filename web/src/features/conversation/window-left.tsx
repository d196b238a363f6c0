import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/keys";
import type { Conversation } from "@/api/types";
import { formatFull, formatRest } from "@/lib/dates";
import { useLocale } from "@/lib/i18n";
import { useNow } from "@/lib/use-now";
import { Notice } from "./notice";
import type { Composer } from "./use-composer";

const HOUR = 3_600_000;
/** What a timer of a browser can wait. */
const LONGEST = 2 ** 31 - 1;

interface Props {
  conversation: Conversation;
  closesAt: string;
}

/** The last day of a window counts down, its last two hours aloud; when it closes, the server is asked what goes now. */
export function WindowLeft({ conversation, closesAt }: Props) {
  const { t } = useTranslation();
  const locale = useLocale();
  const client = useQueryClient();
  const now = useNow(10_000);
  const { id } = conversation;
  useEffect(() => {
    const wait = Date.parse(closesAt) - Date.now();
    if (wait <= 0 || wait > LONGEST) return;
    const timer = window.setTimeout(
      () => void client.invalidateQueries({ queryKey: keys.conversation(id) }),
      wait + 500,
    );
    return () => window.clearTimeout(timer);
  }, [client, id, closesAt]);
  const left = formatRest(closesAt, locale, now, "short");
  const rest = Date.parse(closesAt) - now;
  if (!left || rest > 24 * HOUR) return null;
  return (
    <Notice quiet={rest > 2 * HOUR}>
      <time dateTime={closesAt} title={formatFull(closesAt, locale)}>
        {t("composer.windowLeft", { left })}
      </time>
    </Notice>
  );
}

/** What can be done about a window that has closed; what was written stays where it is. */
export function OtherWay({ composer }: { composer: Composer }) {
  const { t } = useTranslation();
  return (
    <>
      {composer.text !== "" && <span>{t("composer.draftKept")}</span>}
      {composer.mayPublic && (
        <Button size="compact-xs" variant="default" onClick={() => composer.setMode("public")}>
          {t("composer.answerPublic")}
        </Button>
      )}
    </>
  );
}
