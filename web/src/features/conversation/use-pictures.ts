import { useTranslation } from "react-i18next";
import { useUploading } from "@/components/use-uploading";
import { notifyWords } from "@/lib/errors";
import { changePiece, pieceOf, readDraft, type Picture } from "@/lib/drafts";
import { keepSoon } from "./draft-keeper";
import type { Composer } from "./use-composer";

const MEGABYTE = 1 << 20;

/** Takes pictures that were chosen, dropped or pasted, within what the network takes; says what it cannot take. */
export function usePictures(composer: Composer, conversationId: number) {
  const { t } = useTranslation();
  const { key, mode, option, pictures } = composer;
  const most = mode === "note" ? 0 : (option?.max_pictures ?? 0);
  const set = (change: (pictures: Picture[]) => Picture[]) => {
    changePiece(key, mode, { pictures: change(pieceOf(readDraft(key), mode).pictures ?? []) });
    keepSoon({ key, conversationId, mode });
  };

  const { coming, send } = useUploading((picture) =>
    set((before) => [...before, picture].slice(0, most)),
  );
  const take = (file: File) => {
    if (file.size > (option?.max_picture_bytes ?? 0)) {
      const limit = Math.floor((option?.max_picture_bytes ?? 0) / MEGABYTE);
      notifyWords(t("composer.pictureTooLarge", { name: file.name, limit }));
      return;
    }
    void send(file);
  };
  const add = (files: Iterable<File>) => {
    const images = [...files].filter(({ type }) => type.startsWith("image/"));
    const left = most - pictures.length;
    if (images.length > left) notifyWords(t("composer.tooManyPictures", { count: most }));
    for (const file of images.slice(0, Math.max(0, left))) take(file);
    return images.length > 0;
  };
  const remove = (id: string) => set((before) => before.filter((picture) => picture.id !== id));
  return { most, coming, add, remove };
}

export type Pictures = ReturnType<typeof usePictures>;
