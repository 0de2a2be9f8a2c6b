import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import type { Me } from "../../api/generated";
import { isFinal } from "../../api/polling";
import { Announcer } from "../../components/announcer";
import { useMessages } from "../../i18n/messages";
import { usePictureReady } from "./use-picture-ready";

const AnnounceContext = createContext<(message: string) => void>(() => undefined);

/** Returns a function that announces a text in the page's live region. */
export const useAnnounce = () => useContext(AnnounceContext);

/** Provides the page's live region to all sections, and announces the progress of the picture. */
export function AnnouncementProvider({ profile, children }: { profile: Me; children: ReactNode }) {
  const [messages, setMessages] = useState<readonly string[]>([]);
  const picture = usePictureAnnouncement(profile);
  const announce = useCallback((words: string) => setMessages((before) => [...before, words]), []);
  const announcements = useMemo(
    () => new Map([...picture, ...messages.map((words, index) => [`${index}`, words] as const)]),
    [picture, messages],
  );
  return (
    <AnnounceContext.Provider value={announce}>
      {children}
      <Announcer announcements={announcements} />
    </AnnounceContext.Provider>
  );
}

/** Announces only a picture that became ready while the page was open. */
function usePictureAnnouncement(profile: Me) {
  const text = useMessages("profile").picture;
  const isReady = usePictureReady(profile);
  const { picture_task: task } = profile;
  return useMemo(() => {
    if (task && !isFinal(task.state)) {
      return [[`${task.id}:working`, text.working] as const];
    }
    return task && isReady ? [[`${task.id}:ready`, text.ready] as const] : [];
  }, [task, isReady, text]);
}
