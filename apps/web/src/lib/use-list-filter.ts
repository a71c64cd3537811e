import { useNavigate, useSearchParams } from "react-router-dom";

/** How a list's filter stands in the address. */
export type ListAddress<Filter> = {
  readonly read: (params: URLSearchParams) => Filter;
  readonly pathOf: (filter: Filter) => string;
  /** What is typed into its field. */
  readonly typedOf: (filter: Filter) => string;
};

/** The filter that the address says, and the way to another one. */
export const useListFilter = <Filter>({ read, pathOf, typedOf }: ListAddress<Filter>) => {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const filter = read(params);
  const onFilter = (next: Filter): void => {
    // Typing must not fill the history; anything else can be gone back from.
    const replace = typedOf(next) !== typedOf(filter) && typedOf(next) !== "";
    void navigate(pathOf(next), { replace });
  };
  return { filter, onFilter };
};
