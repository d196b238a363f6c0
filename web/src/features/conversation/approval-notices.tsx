import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useApprovals, type Approval } from "@/api/approvals";
import { useSession } from "@/api/session";
import type { Conversation } from "@/api/types";
import { changePiece } from "@/lib/drafts";
import { Notice } from "./notice";
import type { Composer } from "./use-composer";
import { useNeed } from "./use-need";

interface Props {
  conversation: Conversation;
  composer: Composer;
}

/** That what is written will wait, for whom and why; and what was said to the last one that came back. */
export function ApprovalNotices({ conversation, composer }: Props) {
  const { t } = useTranslation();
  const { user } = useSession();
  const { data } = useApprovals(conversation.id);
  const need = useNeed(conversation, composer);
  const mine = data?.items.filter(({ author }) => author.id === user.id).at(-1);
  const names = need?.approvers.join(", ");
  return (
    <>
      {mine && <Returned approval={mine} composer={composer} />}
      {need && (
        <Notice quiet>
          <span>
            {t(`approvals.need.${need.why}`, { rule: need.rule_name ?? "" })}{" "}
            {names ? t("approvals.asks", { names }) : t("approvals.asksNobody")}
          </span>
        </Notice>
      )}
    </>
  );
}

function Returned({ approval, composer }: { approval: Approval; composer: Composer }) {
  const { t } = useTranslation();
  const { state, visibility, note, decided_by_name: by, attachments } = approval;
  const { key, mode, text, pictures } = composer;
  if (state !== "rejected" && state !== "expired") return null;
  const lost = attachments.length > 0 && pictures.length === 0;
  if (mode !== visibility || (text === "" && !lost)) return null;
  const putBack = () =>
    changePiece(key, mode, { pictures: attachments.map(({ id, name }) => ({ id, name })) });
  return (
    <Notice>
      <span>
        {state === "expired"
          ? t("approvals.cameBackExpired")
          : note
            ? t("approvals.cameBackNote", { name: by ?? t("composer.colleague"), note })
            : t("approvals.cameBack", { name: by ?? t("composer.colleague") })}
      </span>
      {lost && (
        <Button size="compact-xs" variant="default" onClick={putBack}>
          {t("approvals.putBack")}
        </Button>
      )}
    </Notice>
  );
}
