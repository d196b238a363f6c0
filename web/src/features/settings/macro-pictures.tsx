import { Button, Input } from "@mantine/core";
import { IconPhotoPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { MacroForm } from "@/api/macros";
import { Uploads } from "@/components/uploads";
import { usePictureInput } from "@/components/use-picture-input";
import { useUploading } from "@/components/use-uploading";

type Pictures = NonNullable<MacroForm["pictures"]>;

const MOST = 10;

interface Props {
  pictures: Pictures;
  onChange: (change: (before: Pictures) => Pictures) => void;
}

/** The pictures that go with the reply; each network takes as many of them as it takes. */
export function MacroPictures({ pictures, onChange }: Props) {
  const { t } = useTranslation();
  const { coming, send } = useUploading((picture) =>
    onChange((before) => [...before, picture].slice(0, MOST)),
  );
  const left = MOST - pictures.length - coming;
  const { input, open } = usePictureInput(t("composer.addPictures"), (files) => {
    for (const file of files.slice(0, Math.max(0, left))) void send(file);
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
