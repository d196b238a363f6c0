import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUpload } from "@/api/replies";
import { notifyWords } from "@/lib/errors";
import { notifyError } from "@/lib/errors";
import { changePiece, pieceOf, readDraft, type Picture } from "@/lib/drafts";
import { keepSoon } from "./draft-keeper";
import type { Composer } from "./use-composer";

const MEGABYTE = 1 << 20;

/** Takes pictures that were chosen, dropped or pasted, within what the network takes; says what it cannot take. */
export function usePictures(composer: Composer, conversationId: number) {
  const { t } = useTranslation();
  const upload = useUpload();
  const [coming, setComing] = useState(0);
  const { key, mode, option, pictures } = composer;
  const most = mode === "note" ? 0 : (option?.max_pictures ?? 0);
  const set = (change: (pictures: Picture[]) => Picture[]) => {
    changePiece(key, mode, { pictures: change(pieceOf(readDraft(key), mode).pictures ?? []) });
    keepSoon({ key, conversationId, mode });
  };

  const take = async (file: File) => {
    if (file.size > (option?.max_picture_bytes ?? 0)) {
      const limit = Math.floor((option?.max_picture_bytes ?? 0) / MEGABYTE);
      notifyWords(t("composer.pictureTooLarge", { name: file.name, limit }));
      return;
    }
    setComing((count) => count + 1);
    try {
      const { id } = await upload.mutateAsync(file);
      set((before) => [...before, { id, name: file.name }].slice(0, most));
    } catch (error) {
      notifyError(error, t);
    } finally {
      setComing((count) => count - 1);
    }
  };
  const add = (files: Iterable<File>) => {
    const images = [...files].filter(({ type }) => type.startsWith("image/"));
    const left = most - pictures.length;
    if (images.length > left) notifyWords(t("composer.tooManyPictures", { count: most }));
    for (const file of images.slice(0, Math.max(0, left))) void take(file);
    return images.length > 0;
  };
  const remove = (id: string) => set((before) => before.filter((picture) => picture.id !== id));
  return { most, coming, add, remove };
}

export type Pictures = ReturnType<typeof usePictures>;
