const signals =
  /^SIG(?:HUP|INT|QUIT|ABRT|ALRM|TERM|USR1|USR2|KILL|CONT|WINCH|IO|STOP|TSTP|TRAP|ILL|BUS|FPE|SEGV|PIPE|CHLD|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|SYS)$/;

export const isSignal = (name: string): boolean => signals.test(name);
