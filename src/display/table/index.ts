export { breakableName } from "./breakable-name.js";
export { Table, table, toTableBundle, type TableOptions } from "./table.js";
export {
  isDataFrame,
  toTableData,
  type ColumnShade,
  type DataFrameLike,
  type CellLink,
  type TableColumn,
  type TableData,
  type TableInput,
  type TableLink,
} from "./table-data.js";
export { shadeColor } from "./shade-color.js";
