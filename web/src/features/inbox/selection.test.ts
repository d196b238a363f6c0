import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { between, useSelection } from "./selection";

it("finds what lies between two rows, in either direction", () => {
  expect(between([5, 3, 9, 1], 3, 1)).toEqual([3, 9, 1]);
  expect(between([5, 3, 9, 1], 9, 5)).toEqual([5, 3, 9]);
  expect(between([5, 3, 9, 1], undefined, 9)).toEqual([9]);
  expect(between([5, 3, 9, 1], 77, 9)).toEqual([9]);
});

const choosing = (order: number[]) =>
  renderHook(({ list, order }) => useSelection(list, order), {
    initialProps: { list: "all", order },
  });

it("chooses one, then up to another", () => {
  const { result } = choosing([1, 2, 3, 4, 5]);
  act(() => result.current.toggle(2));
  act(() => result.current.selectTo(4));
  expect([...result.current.ids]).toEqual([2, 3, 4]);
  act(() => result.current.toggle(3));
  expect([...result.current.ids]).toEqual([2, 4]);
});

it("lets go of rows that leave the list, and of everything in another list", () => {
  const { result, rerender } = choosing([1, 2, 3]);
  act(() => result.current.selectEverything());
  expect(result.current.everything).toBe(true);
  rerender({ list: "all", order: [1, 3] });
  expect([...result.current.ids]).toEqual([1, 3]);
  rerender({ list: "mine", order: [1, 3] });
  expect(result.current.ids.size).toBe(0);
  expect(result.current.everything).toBe(false);
});

it("means only those on screen again after one is taken out", () => {
  const { result } = choosing([1, 2, 3]);
  act(() => result.current.selectEverything());
  act(() => result.current.toggle(1));
  expect(result.current.everything).toBe(false);
  expect([...result.current.ids]).toEqual([2, 3]);
});
