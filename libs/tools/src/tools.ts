// What this package offers: the catalogue of tools, and the check that stands before every one.
export { type ArgumentsOf, isToolName, type ResultOf, type ToolName, toolCatalogue, toolNames } from './catalogue.ts'
export { type Checked, checkToolCall, type ToolDefinition, toolDefinitions } from './check.ts'
