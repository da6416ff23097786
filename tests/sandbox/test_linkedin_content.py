"""Pages on the played LinkedIn: who administers them, what they publish, how people answer, and lead forms."""

import pytest

from tests.sandbox.visitors import CAREERS, CLIENT, REDIRECT, LinkedIn, linkedin_person, serving

PAGE, OTHERS = "urn:li:organization:77000077", "urn:li:organization:77000078"
AUTHOR, ACCOUNT = PAGE.replace(":", "%3A"), f"urn:li:sponsoredAccount:{CAREERS}"
FEED = {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []}
LISTED = f"posts?q=author&author={AUTHOR}&sortBy=CREATED"
JPEG = b"\xff\xd8\xff and so on"


def body(**changed):
    usual = {
        "author": PAGE, "commentary": "Hello", "visibility": "PUBLIC", "distribution": FEED,
        "lifecycleState": "PUBLISHED", "isReshareDisabledByAuthor": False,
    }  # fmt: skip
    return {name: value for name, value in (usual | changed).items() if value is not None}


def publish(linkedin: LinkedIn, **changed) -> str:
    answer = linkedin.call("POST", "posts", "CREATE", json=body(**changed))
    assert (answer.status_code, answer.content) == (201, b""), answer.text
    return str(answer.headers["x-restli-id"])


def read(linkedin: LinkedIn, name: str):
    return linkedin.get(f"posts/{name.replace(':', '%3A')}")


def act(linkedin: LinkedIn, kind: str, action: str, **asked):
    return linkedin.call("POST", f"{kind}?action={action}", "ACTION", json={f"{action}Request": asked})


def image(linkedin: LinkedIn, http, owner: str = PAGE) -> str:
    value = act(linkedin, "images", "initializeUpload", owner=owner).json()["value"]
    assert http.put(value["uploadUrl"], content=JPEG).status_code == 201
    return str(value["image"])


def figures(linkedin: LinkedIn, *names: str):
    shares = ",".join(name.replace(":", "%3A") for name in names)
    kind = "ugcPosts" if "ugcPost" in shares else "shares"
    query = f"q=organizationalEntity&organizationalEntity={AUTHOR}&{kind}=List({shares})"
    return linkedin.get(f"organizationalEntityShareStatistics?{query}")["elements"]


# Pages


def test_a_person_administers_pages_which_have_names(linkedin):
    roles = linkedin.get("organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED")["elements"]
    ids = [role["organization"].rpartition(":")[2] for role in roles]
    found = linkedin.get(f"organizations?ids=List({','.join(ids)},1)")

    assert PAGE in {role["organization"] for role in roles}
    assert {each["localizedName"] for each in found["results"].values()} > {"Al Waha Group"}
    assert found["errors"]["1"]["code"] == "ACCESS_DENIED"
    assert linkedin.get("organizationAcls?q=roleAssignee&role=ANALYST")["elements"] == []


# Publishing


def test_what_is_published_is_listed_first_and_read_by_its_name(linkedin):
    name = publish(linkedin, commentary=r"One \(and two\) \#3 #four")

    first = linkedin.get(LISTED)["elements"][0]

    assert first == read(linkedin, name)
    assert (first["id"], first["commentary"]) == (name, r"One \(and two\) \#3 #four")
    assert first["publishedAt"] == 1_795_359_600_000


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Open (until late) today", "Open "),
        ("a_b", "a"),
        ("Thanks @Lena", "Thanks "),
        ("Thanks @[Lena](urn:li:person:1) #dates {hashtag|\\#|waha}", None),
        ("Half \\", "Half "),
    ],
)
def test_a_reserved_mark_that_means_nothing_ends_the_text_without_a_word(linkedin, told, kept):
    assert read(linkedin, publish(linkedin, commentary=told))["commentary"] == (told if kept is None else kept)


def test_images_are_uploaded_and_shown(linkedin, http):
    names = [image(linkedin, http), image(linkedin, http)]
    one = publish(linkedin, content={"media": {"id": names[0], "altText": "Dates"}})
    two = publish(linkedin, content={"multiImage": {"images": [{"id": name} for name in names]}})
    article = {"source": "https://shop.example/", "title": "Shop", "thumbnail": names[0]}
    three = publish(linkedin, content={"article": article})

    assert read(linkedin, one)["content"] == {"media": {"id": names[0], "altText": "Dates"}}
    assert {one.split(":")[2], two.split(":")[2], three.split(":")[2]} == {"share"}
    told = linkedin.get(f"images/{names[0].replace(':', '%3A')}")
    assert (told["owner"], told["status"]) == (PAGE, "AVAILABLE")
    assert told["downloadUrl"].startswith("https://")


def test_a_film_goes_in_parts_and_takes_a_moment(linkedin, http):
    film = b"\x00\x00\x00\x18ftypmp42" + bytes(5 * 2**20)
    value = act(linkedin, "videos", "initializeUpload", owner=PAGE, fileSizeBytes=len(film)).json()["value"]
    name = value["video"]
    asked = {"video": name, "uploadToken": value["uploadToken"]}
    parts = value["uploadInstructions"]
    tags = [
        http.put(part["uploadUrl"], content=film[part["firstByte"] : part["lastByte"] + 1]).headers["etag"]
        for part in parts
    ]

    assert len(parts) == 2
    assert act(linkedin, "videos", "finalizeUpload", **asked, uploadedPartIds=tags[:1]).status_code == 400
    assert act(linkedin, "videos", "finalizeUpload", **asked, uploadedPartIds=tags).status_code == 200
    path = f"videos/{name.replace(':', '%3A')}"
    assert [linkedin.get(path)["status"] for _ in range(2)] == ["PROCESSING", "AVAILABLE"]
    assert publish(linkedin, content={"media": {"id": name}}).startswith("urn:li:ugcPost:")


def test_only_what_was_uploaded_by_the_same_page_is_shown(linkedin, http):
    waiting = act(linkedin, "images", "initializeUpload", owner=PAGE).json()["value"]["image"]

    for name in (waiting, image(linkedin, http, OTHERS), "urn:li:image:C4Einvented", 7):
        answer = linkedin.call("POST", "posts", "CREATE", json=body(content={"media": {"id": name}}))
        assert (answer.status_code, answer.json()["code"]) == (400, "INVALID_VALUE_FOR_FIELD")
    assert act(linkedin, "images", "initializeUpload", owner="urn:li:organization:1").status_code == 403
    assert act(linkedin, "images", "publish", owner=PAGE).status_code == 400


def test_an_upload_goes_where_it_was_told_to_and_once(linkedin, http):
    place = act(linkedin, "images", "initializeUpload", owner=PAGE).json()["value"]["uploadUrl"]

    assert http.put(f"{place}1", content=JPEG).status_code == 404
    assert http.put(place, content=b"").status_code == 400
    assert [http.put(place, content=JPEG).status_code for _ in range(2)] == [201, 404]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"author": None}, "author"),
        ({"commentary": None}, "commentary"),
        ({"distribution": None}, "distribution"),
        ({"colour": "red"}, "colour"),
        ({"commentary": "x" * 3_001}, "commentary"),
        ({"commentary": " "}, "commentary"),
        ({"commentary": 7}, "commentary"),
        ({"visibility": "CONNECTIONS"}, "visibility"),
        ({"lifecycleState": "DRAFT"}, "lifecycleState"),
        ({"distribution": {"feedDistribution": "EVERYWHERE"}}, "distribution/feedDistribution"),
        ({"distribution": {"feedDistribution": "NONE"}}, "adContext"),
        ({"adContext": {"dscAdAccount": ACCOUNT, "dscStatus": "ACTIVE"}}, "adContext"),
        ({"content": {"poll": {}}}, "content"),
        ({"content": {"multiImage": {"images": [{"id": "urn:li:image:1"}]}}}, "content/multiImage/images"),
        ({"content": {"article": {"source": "shop.example", "title": "Shop"}}}, "content/article/source"),
        ({"content": {"article": {"source": "https://shop.example"}}}, "content/article/title"),
    ],
)
def test_a_post_is_told_exactly(linkedin, changed, field):
    answer = linkedin.call("POST", "posts", "CREATE", json=body(**changed))

    assert (answer.status_code, answer.json()["status"]) == (422, 422)
    assert answer.json()["message"].startswith(f"ERROR :: /{field} ::")


def test_an_escape_does_not_count(linkedin):
    assert publish(linkedin, commentary=r"\(" * 3_000)


def test_a_page_of_others_is_not_spoken_for(linkedin):
    answer = linkedin.call("POST", "posts", "CREATE", json=body(author="urn:li:organization:1"))

    assert (answer.status_code, answer.json()["code"]) == (403, "ACCESS_DENIED")


def test_a_post_for_ads_is_not_in_the_feed(linkedin):
    context = {"dscAdAccount": ACCOUNT, "dscStatus": "ACTIVE"}
    name = publish(linkedin, distribution=FEED | {"feedDistribution": "NONE"}, adContext=context)

    assert name not in {each["id"] for each in linkedin.get(f"{LISTED}&count=100")["elements"]}
    assert [each["id"] for each in linkedin.get(f"{LISTED}&isDsc=true")["elements"]] == [name]


def test_a_post_that_is_taken_down_is_gone(linkedin):
    name = publish(linkedin)
    path = f"posts/{name.replace(':', '%3A')}"

    assert linkedin.call("DELETE", path, "DELETE").status_code == 204

    assert linkedin.error(path) == (404, "NOT_FOUND")
    assert name not in {each["id"] for each in linkedin.get(LISTED)["elements"]}


# Listing


def test_posts_are_listed_by_number(linkedin):
    whole = linkedin.get(f"{LISTED}&count=100")

    pages = [linkedin.get(f"{LISTED}&start={start}&count=3") for start in (0, 3, 6, 9)]

    assert [each for page in pages for each in page["elements"]] == whole["elements"]
    assert [bool(page["paging"]["links"]) for page in pages] == [True, True, False, False]
    assert len(whole["elements"]) == 8


@pytest.mark.parametrize(
    ("path", "refusal"),
    [
        (f"{LISTED}&count=101", (400, "PARAM_INVALID")),
        (f"{LISTED}&start=-1", (400, "PARAM_INVALID")),
        (f"{LISTED}&pageSize=10", (400, "QUERY_PARAM_NOT_ALLOWED")),
        (LISTED.replace("CREATED", "LIKES"), (400, "PARAM_INVALID")),
        (LISTED.replace("%3A", "%253A"), (400, "PARAM_INVALID")),
        (LISTED.replace("77000077", "1"), (403, "ACCESS_DENIED")),
        ("posts/1", (400, "PARAM_INVALID")),
        ("posts/urn%3Ali%3Ashare%3A1", (404, "NOT_FOUND")),
        ("images/urn%3Ali%3Aimage%3A1", (404, "NOT_FOUND")),
        ("images", (404, "RESOURCE_NOT_FOUND")),
        ("organizations/1", (403, "ACCESS_DENIED")),
        ("organizationAcls?q=organization", (400, "PARAM_INVALID")),
        ("organizationAcls?q=roleAssignee&role=OWNER", (400, "PARAM_INVALID")),
        ("leadForms/1", (404, "NOT_FOUND")),
        ("leadFormResponses/1", (404, "NOT_FOUND")),
        ("leadForms?q=owner&owner=urn%3Ali%3AsponsoredAccount%3A1", (400, "PARAM_INVALID")),
        ("leadForms?q=owner&owner=(sponsoredAccount:urn%3Ali%3AsponsoredAccount%3A1)", (403, "ACCESS_DENIED")),
    ],
)
def test_content_is_asked_for_exactly(linkedin, path, refusal):
    assert linkedin.error(path) == refusal


def test_figures_grow_and_belong_to_their_post(linkedin, control):
    posts = [each["id"] for each in linkedin.get(LISTED)["elements"]]
    shares = [name for name in posts if "share" in name]
    before = figures(linkedin, *shares)

    control.post("/clock", advance_s=86_400)

    after = figures(linkedin, *shares)
    assert [each["share"] for each in before] == shares
    counts = [sum(each["totalShareStatistics"]["impressionCount"] for each in found) for found in (before, after)]
    assert 0 < counts[0] < counts[1]
    films = [name for name in posts if "ugcPost" in name]
    assert [each["ugcPost"] for each in figures(linkedin, *films)] == films
    query = f"q=organizationalEntity&organizationalEntity={OTHERS.replace(':', '%3A')}"
    path = f"organizationalEntityShareStatistics?{query}&shares=List({shares[0].replace(':', '%3A')})"
    assert linkedin.error(path) == (403, "ACCESS_DENIED")


# Leads


def test_a_form_asks_and_a_lead_answers(linkedin):
    owner = f"owner=(sponsoredAccount:{ACCOUNT.replace(':', '%3A')})"
    form = linkedin.get(f"leadForms?q=owner&{owner}")["elements"][0]
    leads = linkedin.get(f"leadFormResponses?q=owner&{owner}&leadType=(leadType:SPONSORED)&count=100")["elements"]

    assert form == linkedin.get(f"leadForms/{form['id']}")
    assert leads[0] == linkedin.get(f"leadFormResponses/{leads[0]['id']}")
    asked = {each["questionId"]: each["name"] for each in form["content"]["questions"]}
    given = {asked[each["questionId"]]: each["answerDetails"] for each in leads[0]["formResponse"]["answers"]}
    assert given["email"]["textQuestionAnswer"]["answer"].endswith("@example.com")
    assert f":{form['id']},1)" in leads[0]["versionedLeadGenFormUrn"]
    since = f"submittedAtTimeRange=(start:{leads[5]['submittedAt']})"
    found = linkedin.get(f"leadFormResponses?q=owner&{owner}&leadType=(leadType:SPONSORED)&{since}")["elements"]
    assert found == leads[5:]
    assert linkedin.get(f"leadFormResponses?q=owner&{owner}&leadType=(leadType:EVENT)")["elements"] == []


def test_each_thing_takes_its_own_permission(linkedin, control, http):
    code = control.post("/grants", platform="linkedin", redirect_uri=REDIRECT, scope="r_ads rw_ads")["code"]
    form = CLIENT | {"redirect_uri": REDIRECT, "code": code, "grant_type": "authorization_code"}
    linkedin.tokens = http.post(f"{control.url}/linkedin/oauth/v2/accessToken", data=form).json()

    for path in ("organizationAcls?q=roleAssignee", LISTED, "leadForms/1", "leadFormResponses/1"):
        assert linkedin.error(path) == (403, "ACCESS_DENIED")
    assert linkedin.call("POST", "posts", "CREATE", json=body()).status_code == 403
    assert act(linkedin, "images", "initializeUpload", owner=PAGE).status_code == 403


def test_posts_and_uploads_survive_a_restart(http, tmp_path):
    settings = {"SANDBOX_STATE_DIR": str(tmp_path / "state")}
    with serving(tmp_path, **settings) as url:
        before = linkedin_person(url, http)
        shown = image(before, http)
        name = publish(before, content={"media": {"id": shown}})
    with serving(tmp_path, **settings) as url:
        after = linkedin_person(url, http)

        assert read(after, name)["content"] == {"media": {"id": shown}}
        assert publish(after, content={"media": {"id": shown}}) != name
