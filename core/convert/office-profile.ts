/**
 * What the office program is told before it sees a file, each as path, property and value of its configuration: no
 * macros, no active content, no links followed, no Java, nothing remembered. The fence holds without these; they spare
 * it the work.
 */
const SETTINGS: readonly (readonly [path: string, name: string, value: string])[] = [
  ["Office.Common/Security/Scripting", "MacroSecurityLevel", "3"],
  ["Office.Common/Security/Scripting", "DisableMacrosExecution", "true"],
  ["Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"],
  ["Office.Common/Security/Scripting", "DisableActiveContent", "true"],
  ["Office.Common/Save/Document", "CreateBackup", "false"],
  ["Office.Common/Misc", "FirstRun", "false"],
  ["Office.Common/Misc", "CrashReport", "false"],
  ["Office.Common/History", "PickListSize", "0"],
  ["Office.Recovery/AutoSave", "Enabled", "false"],
  ["Office.Writer/Content/Update", "Link", "0"],
  ["Office.Writer/Content/Update", "Field", "false"],
  ["Office.Java/VirtualMachine", "Enable", "false"],
  ["Office.Jobs", "Enabled", "false"],
  ["Inet/Settings", "ooInetProxyType", "0"],
];

/** `user/registrymodifications.xcu` of a new profile. */
export function profileSettings(): string {
  const items = SETTINGS.map(
    ([path, name, value]) =>
      `<item oor:path="/org.openoffice.${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
${items.join("\n")}
</oor:items>
`;
}

/**
 * Font configuration of the office program. Liberation 1 lacks letters such as "ứ" and "Ủ", which would come from
 * another family in the middle of a word; without it "Times New Roman" means Tinos (or Liberation 2), which has them.
 *
 * @param cache folder for the cache of fonts
 */
export function fontSettings(cache: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <selectfont><rejectfont><glob>/usr/share/fonts/truetype/liberation/*</glob></rejectfont></selectfont>
  <cachedir>${cache}</cachedir>
</fontconfig>
`;
}
