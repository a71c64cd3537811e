import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router-dom";
import type { DefinitionProblem } from "@longshore/api/problem";
import { problemOf } from "../../api/errors.ts";
import { planChange } from "../../api/mutations.ts";
import { keepDraft, keepEdit } from "../../lib/drafts.ts";
import { planPath } from "../../paths.ts";

const noProblems: readonly DefinitionProblem[] = [];

/** Plans the text and goes to the plan; what the server finds wrong with it stays here, to be shown in place. */
export const usePlanText = (draftKey: string) => {
  const client = useQueryClient();
  const navigate = useNavigate();
  const plan = useMutation({
    mutationFn: ({ definition }: { readonly definition: unknown; readonly text: string }) =>
      planChange({ type: "register", definition }),
    onSuccess: (reply, { definition, text }) => {
      keepEdit(draftKey, text);
      const draft = keepDraft({ type: "register", definition });
      client.setQueryData(["plan", draft], reply);
      void navigate(planPath(draft));
    },
  });
  return { plan, problems: problemOf(plan.error)?.problems ?? noProblems };
};
