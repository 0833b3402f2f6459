/** Names Debian's base system, common daemons and the panel itself use: an account must not meet one of them as a Unix login. */
export const systemNames: ReadonlySet<string> = new Set(
  `root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc gnats nobody systemd-network
  systemd-resolve systemd-timesync messagebus sshd mysql mariadb postgres redis memcache nginx apache apache2 httpd ftp
  proftpd vsftpd exim debian-exim postfix dovecot dovenull named bind unbound clamav amavis spamassassin rspamd tomcat
  docker admin administrator adm sudo shadow staff users operator halt shutdown reboot wheel tty disk kmem dialout fax
  voice cdrom floppy tape audio dip src utmp video sasl plugdev input kvm render crontab netdev ssh ntp chrony polkitd
  statd rpc nfsnobody git svn hostmaster postmaster webmaster abuse security support system sublet panel anonymous
  localhost test self`.split(/\s+/),
);
