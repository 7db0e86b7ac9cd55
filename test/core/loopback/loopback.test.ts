import { expect, it } from "vitest";
import { isLoopback } from "../../../src/core/index.js";

it.each([
  ["http://127.0.0.1:8080", true],
  ["http://127.8.9.255/v1", true],
  ["https://LOCALHOST/", true],
  ["http://[::1]:11434/v1", true],
  ["http://2130706433/", true],
  ["http://127.0.0.1.example.com/", false],
  ["http://localhost.example.com/", false],
  ["http://user@example.com:80/?127.0.0.1", false],
  ["http://10.0.0.1/", false],
  ["localhost", false],
  ["", false],
  [undefined, false],
])("knows what is on this machine: %s", (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
