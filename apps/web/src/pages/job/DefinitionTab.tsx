export const DefinitionTab = (_: { readonly job: unknown }) => null;
