export { parseDotenv, readDotenv } from "./dotenv.js";
