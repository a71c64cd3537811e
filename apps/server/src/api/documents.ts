import { openApiDocument } from "@longshore/api/openapi";
import { definitionJsonSchema } from "@longshore/core/spec/json-schema";
import { json, type Handler } from "./handler.ts";

const schema = definitionJsonSchema();

/** A JSON Schema of job definitions, for the editor. */
export const definitionSchema: Handler = () => json(schema);

export const openapi: Handler = ({ version }) => json(openApiDocument(version));
