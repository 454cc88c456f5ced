# Sourced by ./test after librdkafka.sh and oidc.sh: what the tests need beyond the .NET SDK, and how each package manager calls it.
# A need that cannot be met is reported, not fatal: its tests skip with their reason, and fail where CI is set.

# need | check | apt | dnf | pacman | apk | brew
needs='
PostgreSQL | have_postgres | postgresql | postgresql-server | postgresql | postgresql | postgresql@16
etcd | have_etcd | etcd-server | etcd | etcd | etcd | etcd
Redis | have_redis | redis-server | redis | redis | redis | redis
Java | have_java | openjdk-17-jre-headless | java-17-openjdk-headless | jre17-openjdk-headless | openjdk17-jre-headless | openjdk@17
npm | have_npm | npm | npm | npm | npm | node
Node | have_node | nodejs | nodejs | nodejs | nodejs | node
make | have_make | make | make | make | make | make
C | have_c | gcc | gcc | gcc | gcc | gcc
C++ | have_cpp | g++ | gcc-c++ | gcc | g++ | gcc
OpenSSL | have_openssl | libssl-dev | openssl-devel | openssl | openssl-dev | openssl@3
zlib | have_zlib | zlib1g-dev | zlib-devel | zlib | zlib-dev | zlib
Chromium | have_chromium | chromium | chromium | chromium | chromium | chromium
CBC | have_cbc | coinor-libcbc3 | coin-or-Cbc | coin-or-cbc | cbc | cbc
'

have_postgres() { # the host unpacks the server from npm when npm is there
  command -v postgres >/dev/null 2>&1 || command -v npm >/dev/null 2>&1 ||
    ls /usr/lib/postgresql/*/bin/postgres /usr/pgsql-*/bin/postgres \
      /opt/homebrew/opt/postgresql*/bin/postgres /usr/local/opt/postgresql*/bin/postgres >/dev/null 2>&1
}

have_etcd() {
  command -v etcd >/dev/null 2>&1
}

have_redis() { command -v redis-server >/dev/null 2>&1; }

# Apache Kafka runs on it; where ../shared/kafka is absent nothing does.
have_java() { [ ! -e "$root/../shared/kafka/kafka" ] || command -v "${JAVA_HOME:+$JAVA_HOME/bin/}java" >/dev/null 2>&1; }

# What librdkafka's build needs, and npm the OpenID provider of the tests; what is there needs nothing more.
have_npm() { { has_librdkafka && has_oidc; } || command -v npm >/dev/null 2>&1; }
have_node() { command -v node >/dev/null 2>&1; } # runs the OpenID provider of the tests
have_make() { has_librdkafka || command -v make >/dev/null 2>&1; }
have_c() { has_librdkafka || command -v gcc >/dev/null 2>&1 || command -v cc >/dev/null 2>&1; }
have_cpp() { has_librdkafka || command -v g++ >/dev/null 2>&1 || command -v c++ >/dev/null 2>&1; }
have_openssl() { has_librdkafka || [ -e /usr/include/openssl/ssl.h ] || pkg-config --exists openssl 2>/dev/null; }
have_zlib() { has_librdkafka || [ -e /usr/include/zlib.h ] || pkg-config --exists zlib 2>/dev/null; }
have_cbc() { # the exact solver where OR-Tools is absent; looked up as the program's loader does
  ldconfig -p 2>/dev/null | grep -q 'libCbcSolver\.so\.3' || ls /usr/lib/*/libCbcSolver.so.3 /usr/lib*/libCbcSolver.so.3 >/dev/null 2>&1
}

have_chromium() { # the console's pages are tested in it
  command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_with_apt() {
  # Debian's package would create a cluster and start it; the tests bring their own.
  local create=/etc/postgresql-common/createcluster.conf
  if [ ! -e "$create" ]; then
    as_root mkdir -p "${create%/*}"
    printf 'create_main_cluster = false\n' | as_root tee "$create" >/dev/null
  fi
  # Nor may a package start its server: the tests start their own.
  [ "${apt_is_fresh:-}" ] || as_root apt-get update -qq
  apt_is_fresh=yes
  as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
}

install_package() { # APT DNF PACMAN APK BREW
  if command -v apt-get >/dev/null 2>&1; then
    install_with_apt "$1"
  elif command -v dnf >/dev/null 2>&1; then
    as_root dnf install -y -q "$2"
  elif command -v pacman >/dev/null 2>&1; then
    as_root pacman -S --noconfirm --needed "$3"
  elif command -v apk >/dev/null 2>&1; then
    as_root apk add -q "$4"
  elif command -v brew >/dev/null 2>&1; then
    brew install --quiet "$5"
  else
    return 1
  fi
}

install_needs() {
  mkdir -p "$root/.cache"
  local need check packages
  while IFS='|' read -r need check packages; do
    need=$(echo $need)
    check=$(echo $check)
    if [ -z "$need" ] || "$check"; then
      continue
    fi
    printf 'installing %s ...\n' "$need" >&2
    # shellcheck disable=SC2046 # one word per package manager
    if ! install_package $(echo "$packages" | tr '|' ' ') >"$root/.cache/install.log" 2>&1 || ! "$check"; then
      printf 'warning: %s could not be installed (%s); the tests that need it cannot run\n' "$need" "$root/.cache/install.log" >&2
    fi
  done <<<"$needs"
}
