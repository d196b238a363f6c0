import { useLocale } from "@/lib/i18n";
import { formatAge, formatFull } from "@/lib/dates";
import { useNow } from "@/lib/use-now";

/** How long ago, with the exact moment on hover. */
export function Age({ at, className }: { at: string; className?: string }) {
  const locale = useLocale();
  const now = useNow(30_000);
  return (
    <time dateTime={at} title={formatFull(at, locale)} className={className}>
      {formatAge(at, locale, now)}
    </time>
  );
}
