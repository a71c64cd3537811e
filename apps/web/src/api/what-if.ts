import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { WhatIfReply, WhatIfRequest } from "@longshore/api/what-if";
import { call } from "./client.ts";

/** What would come of it, asked anew each time: the answer is of this moment. */
export const whatIfQuery = (question: WhatIfRequest) =>
  queryOptions({
    queryKey: ["what-if", question],
    queryFn: ({ signal }) => call<WhatIfReply>("whatIf", { body: question, signal }),
    staleTime: 0,
    gcTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
  });
