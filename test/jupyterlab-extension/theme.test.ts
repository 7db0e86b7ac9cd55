import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { PALETTE } from "../../src/display/index.js";

interface Script {
  themeLayout(layout: object, dark: boolean): { template: { layout: { colorway: string[] } }; colorway?: string[] };
}

const SCRIPT = resolve(import.meta.dirname, "../../src/jupyterlab-extension/static/theme.js");
const { themeLayout } = (await import(SCRIPT)) as Script;

describe("themeLayout", () => {
  it("brings the library's colours in the light theme, and the same ones in another order in the dark one", () => {
    expect(themeLayout({}, false).template.layout.colorway).toEqual(PALETTE);
    expect([...themeLayout({}, true).template.layout.colorway].sort()).toEqual([...PALETTE].sort());
  });

  it("takes the library's colours for no choice, and any others for one", () => {
    expect(themeLayout({ colorway: PALETTE }, true)).not.toHaveProperty("colorway");
    expect(themeLayout({ colorway: ["red"] }, true).colorway).toEqual(["red"]);
  });

  it("leaves a figure its own template", () => {
    expect(themeLayout({ template: { layout: {} } }, true).template).toEqual({ layout: {} });
  });
});
