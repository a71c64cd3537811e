import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router-dom";
import { call } from "../../api/client.ts";
import { wordsOf } from "../../api/errors.ts";
import { showToast } from "../../lib/toasts.ts";
import { evaluationPath } from "../../paths.ts";

/** Has the scheduler look at a job again, and leads to what comes of it. */
export const useEvaluateJob = ({ namespace, id }: { readonly namespace: string; readonly id: string }) => {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isPending } = useMutation({
    mutationFn: () => call<{ readonly evaluationId: string | null }>("evaluateJob", { params: { namespace, job: id } }),
    onSuccess: ({ evaluationId }) => {
      if (evaluationId !== null) void navigate(evaluationPath(evaluationId));
      return client.invalidateQueries({ queryKey: ["job", namespace, id] });
    },
    onError: (error) => {
      showToast({ state: "failed", text: wordsOf(error).title });
    },
  });
  return { run: () => mutate(), isPending };
};
