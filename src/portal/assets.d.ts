/** Style sheets are imported for their effect: the build collects them into files of their own. */
declare module "*.css";
/** Pictures are copied beside the code; what is imported is their address. */
declare module "*.svg" {
  const url: string;
  export default url;
}
