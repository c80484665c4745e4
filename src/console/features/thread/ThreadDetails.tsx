export const ThreadDetails = ({ threadId }: { threadId: string }) => <p>{threadId}</p>
