import { useTranslation } from "react-i18next";
import { usePutPicture } from "@/api/practice";
import { usePictureInput } from "@/components/use-picture-input";
import { notifyError } from "@/lib/errors";
import classes from "./practice.module.css";

interface Props {
  site: string;
  pictures: string[];
  onChange: (pictures: string[]) => void;
}

const MOST = 4;

/** Puts pictures beside what is about to be said. */
export function PicturePicker({ site, pictures, onChange }: Props) {
  const { t } = useTranslation();
  const put = usePutPicture(site);
  const add = async (files: File[]) => {
    const added = [...pictures];
    for (const file of files.slice(0, MOST - pictures.length)) {
      try {
        added.push((await put.mutateAsync(file)).picture);
      } catch (error) {
        notifyError(error, t);
      }
    }
    onChange(added);
  };
  const { input, open } = usePictureInput(t("practice.addPicture"), (files) => void add(files));
  return (
    <>
      <Pictures site={site} pictures={pictures} />
      {input}
      <button
        type="button"
        className={classes.quietButton}
        disabled={put.isPending || pictures.length >= MOST}
        onClick={open}
      >
        {t("practice.addPicture")}
      </button>
    </>
  );
}

export function Pictures({ site, pictures }: { site: string; pictures: string[] }) {
  if (pictures.length === 0) return null;
  return (
    <span className={classes.pictures}>
      {pictures.map((token) => (
        <img key={token} src={`/practice/api/${site}/pictures/${token}`} alt="" loading="lazy" />
      ))}
    </span>
  );
}
