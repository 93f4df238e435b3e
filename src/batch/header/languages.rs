//! Headers and words of other languages than English: German, French, Spanish, Chinese, Japanese and a few words more.

use crate::Truth;
use crate::batch::meaning::ColumnFact;

/// Spellings of facts, without spaces.
const SPELLINGS: &[(ColumnFact, &[&str])] = &[
    (
        ColumnFact::Name,
        &[
            "modell",
            "modellname",
            "bezeichnung",
            "produkt",
            "produktname",
            "nom",
            "modèle",
            "produit",
            "nombre",
            "modelo",
            "producto",
            "名称",
            "型号",
            "产品",
            "产品名称",
            "产品型号",
            "芯片",
            "芯片名称",
            "芯片型号",
            "名稱",
            "型號",
            "產品",
            "產品名稱",
            "產品型號",
            "晶片",
            "晶片名稱",
            "晶片型號",
            "名前",
            "製品名",
            "型番",
            "モデル",
            "モデル名",
            "品名",
        ],
    ),
    (
        ColumnFact::Vendor,
        &[
            "hersteller",
            "anbieter",
            "marke",
            "fabricant",
            "constructeur",
            "marque",
            "fabricante",
            "marca",
            "厂商",
            "制造商",
            "厂家",
            "供应商",
            "公司",
            "品牌",
            "廠商",
            "製造商",
            "廠家",
            "供應商",
            "メーカー",
            "製造元",
            "ベンダー",
            "会社",
        ],
    ),
    (ColumnFact::Tpp, &["总处理性能", "總處理性能", "総処理性能"]),
    (
        ColumnFact::DieArea,
        &[
            "chipfläche",
            "diefläche",
            "chipgröße",
            "diegröße",
            "surfacedudie",
            "surfacedelapuce",
            "superficiedudie",
            "superficiedelapuce",
            "tailledelapuce",
            "tailledudie",
            "áreadeldie",
            "áreadelchip",
            "芯片面积",
            "裸片面积",
            "晶粒面积",
            "管芯面积",
            "die面积",
            "芯片尺寸",
            "晶片面積",
            "裸晶面積",
            "晶粒面積",
            "die面積",
            "ダイ面積",
            "ダイサイズ",
            "チップ面積",
            "チップサイズ",
        ],
    ),
    (
        ColumnFact::DieCount,
        &[
            "anzahldies",
            "anzahlderdies",
            "nombrededies",
            "裸片数",
            "裸片数量",
            "晶粒数",
            "晶粒数量",
            "die数量",
            "die数",
            "裸晶數",
            "裸晶數量",
            "晶粒數",
            "晶粒數量",
            "die數量",
            "ダイ数",
        ],
    ),
    (
        ColumnFact::Node,
        &[
            "fertigung",
            "fertigungsprozess",
            "fertigungsverfahren",
            "prozess",
            "strukturbreite",
            "strukturgröße",
            "procédé",
            "procédédefabrication",
            "gravure",
            "finessedegravure",
            "proceso",
            "procesodefabricación",
            "工艺",
            "制程",
            "制程工艺",
            "工艺制程",
            "工艺节点",
            "制程节点",
            "制造工艺",
            "製程",
            "製程節點",
            "製程技術",
            "製造製程",
            "プロセス",
            "製造プロセス",
            "プロセスノード",
            "プロセスルール",
        ],
    ),
    (ColumnFact::Foundry, &["auftragsfertiger", "fondeur", "fonderie", "代工厂", "代工廠", "晶圓代工", "ファウンドリ"]),
    (
        ColumnFact::Datacenter,
        &["rechenzentrum", "centrededonnées", "centrodedatos", "数据中心", "資料中心", "數據中心", "データセンター"],
    ),
    (ColumnFact::Market, &["markt", "marktsegment", "marché", "mercado", "市场", "目标市场", "市場", "目標市場"]),
    (ColumnFact::MemoryKind, &["speichertyp", "typedemémoire", "显存类型", "内存类型", "記憶體類型", "メモリ種類"]),
    (
        ColumnFact::MemoryBandwidth,
        &[
            "speicherbandbreite",
            "bandepassantemémoire",
            "anchodebandadememoria",
            "显存带宽",
            "内存带宽",
            "存储带宽",
            "記憶體頻寬",
            "顯存頻寬",
            "メモリ帯域",
            "メモリ帯域幅",
            "メモリバンド幅",
            "メモリー帯域幅",
        ],
    ),
];

/// The fact that these words of a header name.
pub(super) fn fact(words: &[String]) -> Option<ColumnFact> {
    let joined = words.concat();
    SPELLINGS.iter().find(|(_, spellings)| spellings.contains(&joined.as_str())).map(|(fact, _)| *fact)
}

/// Pieces of headers, longer ones before those in them. Those who write them do not put spaces between.
const PIECES: &[(&str, &str)] = &[
    ("不含稀疏", "dense"),
    ("非稀疏", "dense"),
    ("无稀疏", "dense"),
    ("無稀疏", "dense"),
    ("稀疏", "sparse"),
    ("スパース", "sparse"),
    ("疎行列", "sparse"),
    ("dünnbesetzt", "sparse"),
    ("parcimonie", "sparsity"),
    ("稠密", "dense"),
    ("密行列", "dense"),
    ("デンス", "dense"),
    ("张量", "tensor"),
    ("張量", "tensor"),
    ("テンソル", "tensor"),
    ("矩阵", "matrix"),
    ("矩陣", "matrix"),
    ("行列", "matrix"),
    ("向量", "vector"),
    ("ベクトル", "vector"),
    ("算力", "performance"),
    ("性能", "performance"),
    ("峰值", "peak"),
    ("ピーク", "peak"),
    ("理论", "theoretical"),
    ("理論", "theoretical"),
    ("演算", "compute"),
    ("計算", "compute"),
    ("计算", "compute"),
];

/// A header with its unit in English.
pub(super) fn with_unit(header: &str) -> String {
    let unit = |text: String, (theirs, ours): (&str, &str)| text.replace(theirs, ours);
    [("(Go/s)", "(GB/s)"), ("(To/s)", "(TB/s)"), ("平方毫米", "mm2")].into_iter().fold(header.to_owned(), unit)
}

/// A header with the words of rates in English.
pub(super) fn translated(header: &str) -> String {
    let mut text = header.to_owned();
    if text.is_ascii() {
        return text;
    }
    for (piece, word) in PIECES {
        if text.contains(piece) {
            text = text.replace(piece, &format!(" {word} "));
        }
    }
    text
}

/// Yes and no, in lower case.
const YES: &[&str] = &[
    "ja",
    "j",
    "wahr",
    "oui",
    "vrai",
    "sí",
    "si",
    "sì",
    "verdadero",
    "vero",
    "sim",
    "是",
    "有",
    "真",
    "はい",
    "да",
    "예",
    "√",
    "✔",
];
const NO: &[&str] = &[
    "nein",
    "falsch",
    "non",
    "faux",
    "falso",
    "não",
    "nao",
    "nee",
    "否",
    "无",
    "無",
    "沒有",
    "没有",
    "不是",
    "假",
    "いいえ",
    "нет",
    "아니요",
    "아니오",
    "✗",
    "✘",
];

/// What a word of another language than English says.
pub(in crate::batch) fn yes_or_no(text: &str) -> Option<Truth> {
    let word = text.trim().to_lowercase();
    let is = |words: &[&str]| words.contains(&word.as_str());
    if is(YES) {
        Some(Truth::Yes)
    } else if is(NO) {
        Some(Truth::No)
    } else {
        None
    }
}
