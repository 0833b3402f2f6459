/** Where things are put, and who may do what there. */
export interface Layout {
  /** The program that runs the panel and the agent. */
  readonly node: string;
  readonly script: string;
  readonly settings: string;
  readonly dataDir: string;
}

export const panelUser = 'sublet';
export const unitFolder = '/etc/systemd/system';
export const panelUnitName = 'sublet-panel.service';
export const agentUnitName = 'sublet-agent.service';
export const panelSettings = 'panel.env';
export const agentSettings = 'agent.env';

/** For a line of a unit: `%` begins a specifier, `$` a variable. */
const quoted = (text: string): string =>
  `"${text.replaceAll(/["\\]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

const commandOf = ({ node, script }: Layout, command: string): string => `${quoted(node)} ${quoted(script)} ${command}`;

/** Nothing that the panel is asked for needs any of this. */
const confined = `CapabilityBoundingSet=
LockPersonality=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
`;

/** The panel cannot do anything to the system but write into its own folder. */
export const panelUnit = (layout: Layout): string => `[Unit]
Description=Sublet, the panel
Wants=network-online.target
After=network-online.target mariadb.service

[Service]
SyslogIdentifier=sublet-panel
User=${panelUser}
Group=${panelUser}
Environment=NODE_ENV=production
Environment=${quoted(`SUBLET_CONFIG=${layout.settings}/${panelSettings}`)}
ExecStart=${commandOf(layout, 'serve')}
Restart=always
RestartSec=2
TimeoutStopSec=30
UMask=0077
ReadWritePaths=${quoted(layout.dataDir)}

${confined}
[Install]
WantedBy=multi-user.target
`;

/** What the agent starts inherits from this, customers' programs too: so it neither takes away what mail() needs nor counts their tasks. */
export const agentUnit = (layout: Layout): string => `[Unit]
Description=Sublet, the agent of this server
Wants=network-online.target
After=network-online.target local-fs.target nss-user-lookup.target ${panelUnitName}

[Service]
SyslogIdentifier=sublet-agent
Environment=NODE_ENV=production
Environment=${quoted(`SUBLET_AGENT_CONFIG=${layout.settings}/${agentSettings}`)}
ExecStart=${commandOf(layout, 'agent')}
Restart=always
RestartSec=2
TimeoutStopSec=90
# The web server and PHP go on while the agent is restarted.
KillMode=process
# A script of a customer that runs out of memory does not end everybody's.
OOMPolicy=continue
LimitNOFILE=65536
TasksMax=infinity

[Install]
WantedBy=multi-user.target
`;
