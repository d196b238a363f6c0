import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { useShortcuts } from "./shortcuts";

function Page({ onNext, onGo }: { onNext: () => void; onGo: () => void }) {
  useShortcuts({ j: onNext, i: onNext, "g i": onGo });
  return <input aria-label="Text" />;
}

it("gives the second key of a sequence to nobody else", async () => {
  const onNext = vi.fn();
  const onGo = vi.fn();
  const onOther = vi.fn();
  function Other() {
    useShortcuts({ i: onOther });
    return null;
  }
  render(
    <>
      <Other />
      <Page onNext={onNext} onGo={onGo} />
    </>,
  );
  await userEvent.setup().keyboard("gi");
  expect(onGo).toHaveBeenCalledTimes(1);
  expect(onOther).not.toHaveBeenCalled();
});

it("hears keys and sequences, and rests while somebody types", async () => {
  const onNext = vi.fn();
  const onGo = vi.fn();
  render(<Page onNext={onNext} onGo={onGo} />);
  const user = userEvent.setup();
  await user.keyboard("j");
  await user.keyboard("gi");
  expect(onNext).toHaveBeenCalledTimes(1);
  expect(onGo).toHaveBeenCalledTimes(1);
  await user.type(screen.getByRole("textbox"), "jgi");
  expect(onNext).toHaveBeenCalledTimes(1);
});
