import classes from "./uploads.module.css";

/** Uploaded pictures, small, beside the words they belong to. */
export function Thumbs({ pictures }: { pictures: { id: string; name?: string | null }[] }) {
  if (pictures.length === 0) return null;
  return (
    <span className={classes.thumbs}>
      {pictures.map(({ id, name }) => (
        <img key={id} src={`/api/uploads/${id}`} alt={name ?? ""} />
      ))}
    </span>
  );
}
