export function configurationDigest({
  hosts,
  cluster,
}: {
  readonly hosts: number;
  readonly cluster: string;
}): number {
  let digest = hosts;
  for (const c of cluster) digest = (Math.imul(digest, 31) + (c.codePointAt(0) ?? 0)) | 0;
  return digest;
}
