import { expect, it } from "vitest";
import { isLoopback, keepFromProxies } from "../../../src/core/index.js";

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

it.each<[Record<string, string>, string | undefined, string | undefined]>([
  [{ HTTP_PROXY: "http://p:1" }, "localhost,127.0.0.1,[::1],::1", "localhost,127.0.0.1,[::1],::1"],
  [{ https_proxy: "http://p:1", NO_PROXY: "a.org, ::1" }, "a.org,::1,localhost,127.0.0.1,[::1]", "same"],
  [{ ALL_PROXY: "p:1", NO_PROXY: "a.org", no_proxy: "b.org" }, "b.org,localhost,127.0.0.1,[::1],::1", "same"],
  [{ HTTP_PROXY: "http://p:1", NO_PROXY: "*" }, "*", undefined],
  [{ HTTP_PROXY: "" }, undefined, undefined],
  [{}, undefined, undefined],
])("excepts this machine from the proxies of %j", (given, upper, lower) => {
  const env: NodeJS.ProcessEnv = { ...given };
  keepFromProxies(env);
  expect([env["NO_PROXY"], env["no_proxy"]]).toEqual([upper, lower === "same" ? upper : lower]);
});
