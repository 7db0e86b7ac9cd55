export { normalDeviate } from "./normal-deviate.js";
export { seededRandom } from "./seeded-random.js";
export { shuffled } from "./shuffled.js";
