import { Button, Input } from "@mantine/core";
import { IconPhotoPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MacroForm } from "@/api/macros";
import { useUpload } from "@/api/replies";
import { Uploads } from "@/components/uploads";
import { usePictureInput } from "@/components/use-picture-input";
import { notifyError } from "@/lib/errors";

type Pictures = NonNullable<MacroForm["pictures"]>;

const MOST = 10;

interface Props {
  pictures: Pictures;
  onChange: (change: (before: Pictures) => Pictures) => void;
}

/** The pictures that go with the reply; each network takes as many of them as it takes. */
export function MacroPictures({ pictures, onChange }: Props) {
  const { t } = useTranslation();
  const upload = useUpload();
  const [coming, setComing] = useState(0);
  const take = async (file: File) => {
    setComing((count) => count + 1);
    try {
      const { id } = await upload.mutateAsync(file);
      onChange((before) => [...before, { id, name: file.name }].slice(0, MOST));
    } catch (error) {
      notifyError(error, t);
    } finally {
      setComing((count) => count - 1);
    }
  };
  const left = MOST - pictures.length - coming;
  const { input, open } = usePictureInput(t("composer.addPictures"), (files) => {
    for (const file of files.slice(0, Math.max(0, left))) void take(file);
  });
  return (
    <Input.Wrapper label={t("macros.pictures")} description={t("macros.picturesHelp")}>
      {input}
      <Uploads
        label={t("macros.pictures")}
        pictures={pictures}
        coming={coming}
        onRemove={(id) => onChange((before) => before.filter((picture) => picture.id !== id))}
      />
      <div>
        <Button
          variant="default"
          size="xs"
          mt={6}
          leftSection={<IconPhotoPlus size={16} aria-hidden />}
          disabled={left <= 0}
          onClick={open}
        >
          {t("composer.addPictures")}
        </Button>
      </div>
    </Input.Wrapper>
  );
}
