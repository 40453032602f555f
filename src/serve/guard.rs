//! Who is answered, and what browsers are told about the answers.
//!
//! The server runs code. So nobody is answered who came by a foreign name (a page of the web could
//! have its own name resolve to this machine), no foreign page's requests are, and what edits or runs
//! needs the token.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::Server;

/// Whom the server listens to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Guard {
    /// Its port: a name with another one is another server's.
    pub(super) port: u16,
    /// Whether it listens to other machines too.
    pub(super) open_to_others: bool,
}

impl Guard {
    /// Whether `host`, of a request, is a name of this server: of this machine, or, where other
    /// machines are listened to, any address in digits. No foreign page can have those resolve.
    fn is_named(self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !name.is_empty() && !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        if port.parse() != Ok(self.port) || !port.bytes().all(|it| it.is_ascii_digit()) {
            return false;
        }
        let is_address = || {
            let digits = name
                .strip_prefix('[')
                .and_then(|it| it.strip_suffix(']'))
                .unwrap_or(name);
            digits.parse::<IpAddr>().is_ok()
        };
        ["127.0.0.1", "localhost", "[::1]"].contains(&name) || self.open_to_others && is_address()
    }

    /// Why a request is not answered; none if it is.
    fn refusal(self, method: &Method, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
        if method != Method::GET && method != Method::HEAD {
            return Some((StatusCode::METHOD_NOT_ALLOWED, "The workbook only gives."));
        }
        let Some(host) = only(headers, header::HOST).filter(|it| self.is_named(it)) else {
            let why = "The workbook answers only to 127.0.0.1 and localhost, with its own port.";
            return Some((StatusCode::FORBIDDEN, why));
        };
        let upgrades = headers.contains_key(header::UPGRADE);
        let own = headers
            .get(header::ORIGIN)
            .map(|_| only(headers, header::ORIGIN) == Some(&format!("http://{host}")));
        // A page's own browser always says where an upgrade comes from.
        if own == Some(false) || upgrades && own.is_none() {
            return Some((StatusCode::FORBIDDEN, "That is no page of the workbook's."));
        }
        // A link may lead here from anywhere; a foreign page may not look at or embed what is here.
        let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
        let mode = headers.get("sec-fetch-mode").map(HeaderValue::as_bytes);
        let foreign = site == Some(b"cross-site") || site == Some(b"same-site");
        if foreign && mode != Some(b"navigate") {
            return Some((StatusCode::FORBIDDEN, "That is no page of the workbook's."));
        }
        None
    }

    /// The name of the cookie: browsers send one server's cookies to the others of a machine.
    fn cookie(self) -> String {
        format!("workbook-{}", self.port)
    }
}

/// The value of a header that may be there only once.
fn only(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    let mut all = headers.get_all(name).iter();
    let one = all.next()?.to_str().ok()?;
    all.next().is_none().then_some(one)
}

/// Answers those that may be answered, and lets in those who have the token.
pub(super) async fn guard(State(server): State<Server>, request: Request, next: Next) -> Response {
    let host = only(request.headers(), header::HOST).map(str::to_owned);
    let mut response = answer(&server, request, next).await;
    add_policy(response.headers_mut(), host.as_deref());
    response
}

async fn answer(server: &Server, request: Request, next: Next) -> Response {
    if let Some((status, why)) = server.guard.refusal(request.method(), request.headers()) {
        return (status, format!("{why}\n")).into_response();
    }
    if let Some(token) = token_in(request.uri()) {
        if !server.tokens.know(token) {
            let why = "That token is not this workbook's. Its terminal has the address to open.\n";
            return (StatusCode::FORBIDDEN, why).into_response();
        }
        // The token shall stay neither in the address bar nor in the history.
        let page = HeaderValue::from_str(request.uri().path());
        let mut response = StatusCode::SEE_OTHER.into_response();
        let page = page.unwrap_or(HeaderValue::from_static("/"));
        response.headers_mut().insert(header::LOCATION, page);
        give_cookie(server, &mut response);
        return response;
    }
    let of_an_earlier_start =
        cookie(server, request.headers()).is_some_and(|token| token != server.tokens.current());
    let mut response = next.run(request).await;
    if of_an_earlier_start {
        give_cookie(server, &mut response);
    }
    response
}

/// Whether the request comes from a browser that was let in.
pub(super) fn is_let_in(server: &Server, headers: &HeaderMap) -> bool {
    cookie(server, headers).is_some()
}

/// The token that the request has in its cookie, if it opens the door.
fn cookie<'a>(server: &Server, headers: &'a HeaderMap) -> Option<&'a str> {
    let name = server.guard.cookie();
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|it| it.to_str().ok())
        .flat_map(|it| it.split(';'))
        .filter_map(|it| it.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .map(|(_, token)| token)
        .find(|token| server.tokens.know(token))
}

fn give_cookie(server: &Server, response: &mut Response) {
    let (name, token) = (server.guard.cookie(), server.tokens.current());
    // No script needs to read it, and no foreign page's request carries it. Months, because a reader
    // comes back by a bookmark; the server forgets it earlier.
    let cookie = format!("{name}={token}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Strict");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}

/// The token in an address, as the terminal prints it.
fn token_in(uri: &Uri) -> Option<&str> {
    uri.query()?
        .split('&')
        .find_map(|it| it.strip_prefix("token="))
}

/// What the pages may do in the browser: load what this server has, and talk to it.
fn add_policy(headers: &mut HeaderMap, host: Option<&str>) {
    // Not every browser takes 'self' to mean the same host's WebSockets.
    let socket = host.map_or(String::new(), |host| format!(" ws://{host}"));
    // The editor writes style elements as it goes; scripts come from files alone.
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'{socket}; frame-src 'self'; \
         frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    );
    let policy =
        HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (
            header::HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Guard = Guard {
        port: 3000,
        open_to_others: false,
    };

    fn status(guard: Guard, headers: &[(&'static str, &'static str)]) -> Option<u16> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        guard
            .refusal(&Method::GET, &map)
            .map(|(status, _)| status.as_u16())
    }

    #[test]
    fn only_this_server_is_named() {
        for host in ["127.0.0.1:3000", "localhost:3000", "[::1]:3000"] {
            assert!(OWN.is_named(host), "{host}");
        }
        for host in [
            "example.com:3000",
            "127.0.0.1.example.com:3000",
            "localhost.:3000",
            "localhost",
            "localhost:80",
            "127.0.0.1:+3000",
            "127.0.0.1:",
            "[::1]",
            "192.168.0.2:3000",
            "0.0.0.0:3000",
            "",
        ] {
            assert!(!OWN.is_named(host), "{host}");
        }
        let port_80 = Guard { port: 80, ..OWN };
        assert!(port_80.is_named("localhost") && port_80.is_named("[::1]"));
        let open = Guard {
            open_to_others: true,
            ..OWN
        };
        assert!(open.is_named("192.168.0.2:3000") && open.is_named("[fe80::1]:3000"));
        assert!(!open.is_named("example.com:3000"));
    }

    #[test]
    fn foreign_pages_are_refused() {
        let host = ("host", "127.0.0.1:3000");
        let upgrade = ("upgrade", "websocket");
        assert_eq!(status(OWN, &[host]), None);
        assert_eq!(
            status(OWN, &[host, upgrade, ("origin", "http://127.0.0.1:3000")]),
            None
        );
        for origin in [
            "http://example.com",
            "http://127.0.0.1:3001",
            "https://127.0.0.1:3000",
            "http://localhost:3000",
            "null",
            "",
        ] {
            assert_eq!(
                status(OWN, &[host, upgrade, ("origin", origin)]),
                Some(403),
                "{origin}"
            );
            assert_eq!(status(OWN, &[host, ("origin", origin)]), Some(403));
        }
        assert_eq!(status(OWN, &[host, upgrade]), Some(403), "no origin");
        let own = ("origin", "http://127.0.0.1:3000");
        assert_eq!(status(OWN, &[host, upgrade, own, own]), Some(403), "two");
        assert_eq!(status(OWN, &[host, host]), Some(403), "two hosts");
        let foreign = ("sec-fetch-site", "cross-site");
        assert_eq!(status(OWN, &[host, foreign]), Some(403));
        let link = ("sec-fetch-mode", "navigate");
        assert_eq!(status(OWN, &[host, foreign, link]), None);
    }

    #[test]
    fn the_token_is_found_in_an_address() {
        let token = |uri: &str| {
            let uri: Uri = uri.parse().expect("an address");
            token_in(&uri).map(str::to_owned)
        };
        assert_eq!(token("/?token=ab").as_deref(), Some("ab"));
        assert_eq!(token("/x.html?highlight=a&token=").as_deref(), Some(""));
        assert_eq!(token("/x.html?highlight=token"), None);
    }
}
