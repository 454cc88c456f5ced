# Sourced by ./test: has the OpenID provider that the tests sign people in with ready in .cache/oidc, from the npm packages that
# Settlement.Tests/Access/Provider/package-lock.json names with their checksums. Expects $root. Needs npm once and node from then on.

oidc_source() { printf '%s' "$root/Settlement.Tests/Access/Provider"; }
oidc_folder() { printf '%s' "$root/.cache/oidc"; }

has_oidc() { # installed, and from these very files
  cmp -s "$(oidc_source)/package-lock.json" "$(oidc_folder)/installed.json"
}

# Installs it unless that is done. No package's scripts run.
install_oidc() {
  has_oidc && return 0
  local folder log
  folder=$(oidc_folder)
  mkdir -p "$folder"
  log=$folder/install.log
  printf 'installing the OpenID provider of the tests, once ...\n' >&2
  (
    command -v flock >/dev/null 2>&1 && flock 9
    has_oidc && exit 0
    cp "$(oidc_source)/package.json" "$(oidc_source)/package-lock.json" "$folder/" &&
      (cd "$folder" && npm ci --ignore-scripts --omit=dev --no-audit --no-fund) >"$log" 2>&1 9>&- &&
      cp "$(oidc_source)/package-lock.json" "$folder/installed.json"
  ) 9>"$folder/lock" || {
    printf 'the OpenID provider could not be installed; the whole log is %s\n' "$log" >&2
    return 1
  }
}
