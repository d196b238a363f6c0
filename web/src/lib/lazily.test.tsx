import { act, render, screen } from "@testing-library/react";
import { Component, useState, type ReactNode } from "react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { lazily } from "./lazily";

const Bread = ({ kind }: { kind: string }) => <p>{kind} bread</p>;

class Boundary extends Component<{ children: ReactNode }, { said?: string }> {
  override state: { said?: string } = {};
  static getDerivedStateFromError = (error: Error) => ({ said: error.message });
  override render = () => this.state.said ?? this.props.children;
}

it("shows what stands there meanwhile, then the part with its properties", async () => {
  let come: (part: typeof Bread) => void = () => undefined;
  const Part = lazily(() => new Promise<typeof Bread>((resolve) => (come = resolve)));
  render(<Part fallback={<p>in the oven</p>} kind="rye" />);
  expect(screen.getByText("in the oven")).toBeVisible();
  await act(async () => {
    come(Bread);
    await Promise.resolve();
  });
  expect(screen.getByText("rye bread")).toBeVisible();
  expect(screen.queryByText("in the oven")).toBeNull();
});

it("draws at once what has come before, and asks for it once", async () => {
  const load = vi.fn(() => Promise.resolve(Bread));
  const Part = lazily(load);
  await Part.preload();
  render(<Part fallback={<p>in the oven</p>} kind="rye" />);
  expect(screen.getByText("rye bread")).toBeVisible();
  expect(load).toHaveBeenCalledOnce();
});

it("gives a script that does not come to the page, and asks again the next time", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const load = vi.fn(() => Promise.resolve(Bread)).mockRejectedValueOnce(new Error("no network"));
  const Part = lazily(load);
  function Page() {
    const [time, setTime] = useState(0);
    return (
      <>
        <button onClick={() => setTime(time + 1)}>again</button>
        <Boundary key={time}>
          <Part kind="rye" />
        </Boundary>
      </>
    );
  }
  render(<Page />);
  expect(await screen.findByText("no network")).toBeVisible();
  await userEvent.click(screen.getByText("again"));
  expect(await screen.findByText("rye bread")).toBeVisible();
});
