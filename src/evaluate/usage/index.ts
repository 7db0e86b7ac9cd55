export { TokenMeter, type ModelUsage } from "./token-meter.js";
export { describeUsage, priceUsage, type UsageReport } from "./usage-report.js";
