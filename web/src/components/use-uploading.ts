import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUpload } from "@/api/replies";
import { notifyError } from "@/lib/errors";

/** Uploads pictures and says how many are on their way; what fails is said, and nothing comes of it. */
export function useUploading(onUploaded: (picture: { id: string; name: string }) => void) {
  const { t } = useTranslation();
  const upload = useUpload();
  const [coming, setComing] = useState(0);
  const send = async (file: File) => {
    setComing((count) => count + 1);
    try {
      const { id } = await upload.mutateAsync(file);
      onUploaded({ id, name: file.name });
    } catch (error) {
      notifyError(error, t);
    } finally {
      setComing((count) => count - 1);
    }
  };
  return { coming, send };
}
